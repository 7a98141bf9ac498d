import { DOMAIN, FIRST_USER, PROJECT, SECOND_USER } from './catalog.ts';
import { iamError } from './errors.ts';
import { isRecord } from './input.ts';
import type { Backend, IamUser, Token } from './model.ts';
import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

const TOKEN_LENGTH = 1_200;

/**
 * POST /v3/auth/tokens: 201, the token in the header `X-Subject-Token` and not in the body. A new token does not end
 * the older ones.
 */
export function issueToken(backend: Backend, request: EmulatorRequest): Reply {
  const auth = field(request.json(), 'auth');
  const identity = field(auth, 'identity');
  const asked = field(field(identity, 'password'), 'user');
  const methods = field(identity, 'methods');
  if (!isRecord(asked) || !Array.isArray(methods) || !methods.includes('password')) {
    return iamError(400, 'Bad Request', 'The request body is invalid.');
  }
  const user = authenticate(asked);
  if (user === undefined) return iamError(401, 'Unauthorized', 'The username or password is wrong.');
  const scope = scopeOf(field(auth, 'scope'));
  if (scope === undefined) return iamError(401, 'Unauthorized', 'The scope is not available to this user.');
  const issuedAt = Date.now();
  const expiresAt = issuedAt + backend.switches.tokenLifeSeconds * 1_000;
  const token = `MIIDkgYJKoZIhvcNAQcCoIIDgzCCA38CAQExDTALBglghkgBZQMEAgEwgXXXXX${backend.random.hex(TOKEN_LENGTH)}`;
  backend.tokens.set(token, { user, scope, expiresAt });
  return {
    status: 201,
    headers: { 'X-Subject-Token': token },
    body: {
      token: {
        ...describeToken(user, scope, issuedAt, expiresAt),
        ...(request.query.get('nocatalog') === 'true' ? {} : { catalog: CATALOG }),
      },
    },
  };
}

/** What the service catalog, which makes the answer large unless `nocatalog` is asked for, looks like. */
const CATALOG = Array.from({ length: 100 }, (_, index) => ({
  id: `service-${index}`,
  name: `service-${index}`,
  type: 'compute',
  endpoints: [
    { id: `endpoint-${index}`, interface: 'public', region: 'cn-south-1', url: `https://service-${index}.example` },
  ],
}));

function describeToken(
  user: IamUser,
  scope: Token['scope'],
  issuedAt: number,
  expiresAt: number,
): Record<string, unknown> {
  return {
    methods: ['password'],
    issued_at: iamTime(issuedAt),
    expires_at: iamTime(expiresAt),
    user: { id: user.id, name: user.name, domain: DOMAIN, password_expires_at: '' },
    roles: [{ id: '0', name: 'te_admin' }],
    ...(scope === 'project' ? { project: { ...PROJECT, domain: DOMAIN } } : { domain: DOMAIN }),
  };
}

function iamTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

function authenticate(asked: Readonly<Record<string, unknown>>): IamUser | undefined {
  if (field(asked['domain'], 'name') !== DOMAIN.name) return undefined;
  return [FIRST_USER, SECOND_USER].find((user) => user.name === asked['name'] && user.password === asked['password']);
}

/** A project by id or name, or a domain by id or name; without a scope the user's domain. */
function scopeOf(scope: unknown): Token['scope'] | undefined {
  if (scope === undefined) return 'domain';
  const project = field(scope, 'project');
  if (project !== undefined) return names(project, PROJECT) ? 'project' : undefined;
  return names(field(scope, 'domain'), DOMAIN) ? 'domain' : undefined;
}

function names(asked: unknown, known: { readonly id: string; readonly name: string }): boolean {
  return field(asked, 'id') === known.id || field(asked, 'name') === known.name;
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
