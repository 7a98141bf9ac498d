import type { Reply } from '../../../src/emulation/fault.ts';

const TEXTS = {
  'OSM.01010001': 'Parameter check failed.',
  'OSM.01010002': 'No permission.',
  'OSM.01010004': 'The ticket was reminded of too often.',
  'OSM.01010005': "Today's upload volume is used up.",
  'OSM.01010006': 'The severity id is invalid.',
  'OSM.01010010': 'The verification is invalid.',
  'OSM.01010012': 'The type is invalid.',
  'OSM.01010013': 'The action is invalid.',
  'OSM.01010014': 'The operation failed.',
  'OSM.01010015': 'The ticket does not exist.',
} as const;

/** Code of a business error. */
export type BusinessCode = keyof typeof TEXTS;

/** A refusal by OSM itself. It is sent with HTTP status 200. */
export class BusinessError extends Error {
  readonly code: BusinessCode;

  constructor(code: BusinessCode, detail = '') {
    super(detail === '' ? TEXTS[code] : `${TEXTS[code]} ${detail}`);
    this.code = code;
  }
}

/** A business error on the wire: HTTP 200 with `error_code`. */
export function replyWithBusinessError(error: BusinessError): Reply {
  return { status: 200, body: { error_code: error.code, error_msg: error.message } };
}

/** An error of the API gateway in front of OSM. */
export function gatewayError(status: number, code: string, message: string, requestId: string): Reply {
  return { status, body: { error_code: code, error_msg: message, request_id: requestId } };
}

/** An error of IAM, whose body is nested. */
export function iamError(status: number, title: string, message: string): Reply {
  return { status, body: { error: { code: status, message, title } } };
}
