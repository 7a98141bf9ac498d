import type { Reply } from '../../../src/emulation/fault.ts';
import type { Switches } from './switches.ts';

const MORE_INFORMATION = 'https://api.yaas.io/patterns/errortypes.html';

/** One cause of an error, as in `details` of the error body (section 9). */
export interface RefusalDetail {
  readonly field?: string;
  readonly type: string;
  readonly message?: string;
}

/** A request the backend refuses; thrown by routes, turned into the error body of section 9 by the proxy. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly details: readonly RefusalDetail[];

  constructor(status: number, type: string, message: string, details: readonly RefusalDetail[] = []) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.type = type;
    this.details = details;
  }
}

/** A 400 `validation_violation` about one field or parameter. */
export function violation(
  type:
    | 'missing_field'
    | 'invalid_field'
    | 'out_of_range_parameter'
    | 'invalid_query_parameter'
    | 'invalid_header'
    | 'invalid_uri_parameter',
  field: string,
  message: string,
): Refusal {
  return new Refusal(400, 'validation_violation', 'There are validation problems, see details section.', [
    { field, type, message },
  ]);
}

/** A 404 for a single entity; also for ids that are malformed. */
export function notFound(what: string, id: string): Refusal {
  return new Refusal(404, 'element_resource_non_existing', `${what} with id ${id} does not exist.`);
}

/** A 403 because of what the token may do. */
export function forbidden(message: string): Refusal {
  return new Refusal(403, 'insufficient_permissions', message);
}

/** The answer for a refusal. */
export function replyToRefusal(refusal: Refusal, form: Switches['errorForm']): Reply {
  const body = {
    status: form === 'statusAsText' ? String(refusal.status) : refusal.status,
    type: refusal.type,
    message: refusal.message,
    moreInfo: MORE_INFORMATION,
    ...(refusal.details.length === 0 ? {} : { details: refusal.details }),
  };
  if (form !== 'malformed') return { status: refusal.status, body };
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body).replace(/\}\]\}$/, ']}'),
  };
}
