import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { LocalTime } from './local-time.ts';
import type { CrmSettings } from './settings.ts';

/** Values of the header `operation`: one literal a call. */
export type CrmOperation = 'ticketDetail' | 'issueTypes' | 'create' | 'addTicketComment' | 'customerLogin';

/** The mandatory headers of one call beside the token, always all of them and always spelled this way. */
export interface CallHeaders {
  readonly fixed: Readonly<Record<'source' | 'operation' | 'destination', string>>;
  /** New for each call; a repeat of the same call keeps them. */
  readonly ofThisCall: Readonly<Record<'correlationId' | 'srDate', string>>;
}

export type MakeHeaders = (operation: CrmOperation) => CallHeaders;

/** Header names have no case, but the API's documents spell them in several ways: one spelling keeps doubles out. */
export function createHeaders(
  settings: Pick<CrmSettings, 'source' | 'srDateFormat'>,
  localTime: LocalTime,
  kit: Pick<AdapterKit, 'clock' | 'randomId'>,
): MakeHeaders {
  return (operation) => ({
    fixed: { source: settings.source, operation, destination: 'CRM' },
    ofThisCall: {
      correlationId: kit.randomId(),
      // ASSUMPTION: day first, as everywhere else in the vendor's samples.
      srDate: settings.srDateFormat === 'ISO' ? toIsoSeconds(kit.clock()) : localTime.toDay(kit.clock()),
    },
  });
}

function toIsoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
