import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';

const ISSUER = 'https://issuer.demo.example';
const AUDIENCE = 'ticket-gateway-demo';
/** The key ends with the process, and the tokens with it. */
const LIFETIME_S = 30 * 24 * 60 * 60;

/** Somebody whom the demo knows. */
export interface DemoCaller {
  readonly name: string;
  /** What they are, in a few words for people. */
  readonly description: string;
  readonly token: string;
}

/** Makes the demo's tokens. */
export interface DemoIssuer {
  /** What `identity.tokens` says for them, as it would stand in the file. */
  readonly tokenSettings: Readonly<Record<string, unknown>>;
  readonly callers: readonly DemoCaller[];
}

/**
 * An issuer with a key of its own for the length of this process, a customer and an agent.
 * @param customerIds who the customer is in each backend, by its id
 * @param clock milliseconds since 1970
 */
export async function createDemoIssuer(
  customerIds: Readonly<Record<string, string>>,
  agentEmail: string,
  clock: () => number,
): Promise<DemoIssuer> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuedAt = Math.floor(clock() / 1_000);
  const sign = (subject: string, claims: Readonly<Record<string, unknown>>): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_S)
      .sign(privateKey);
  return {
    tokenSettings: {
      issuer: ISSUER,
      audience: AUDIENCE,
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    },
    callers: [
      {
        name: 'customer',
        description: 'a customer: sees what is theirs, where a backend can tell',
        token: await sign('demo-customer', { roles: ['customer'], customer_ids: customerIds }),
      },
      {
        name: 'agent',
        description: 'an agent: works on everybody’s tickets',
        token: await sign('demo-agent', { roles: ['agent'], email: agentEmail }),
      },
    ],
  };
}
