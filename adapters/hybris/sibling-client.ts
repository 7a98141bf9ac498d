import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { path } from '../../src/upstream/path.ts';
import { acceptLanguage, asSingleError, checkAcknowledgement } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import { readProblem } from './problem.ts';
import type { HybrisSettings } from './settings.ts';
import { REQUEST_ID_HEADER } from './token-client.ts';
import type { HybrisNewConversation } from './wire.ts';

/** The one call of the agents' mashup that the customers' mashup lacks. */
export interface HybrisSiblingClient {
  /** `POST {siblingBaseUrl}/{tenant}/serviceTickets/{id}/conversations` */
  createConversation(ticketId: string, message: HybrisNewConversation, call: Call): Promise<void>;
}

export function createSiblingClient(
  baseUrl: string,
  { tenant }: Pick<HybrisSettings, 'tenant'>,
  credentials: HybrisCredentials,
  kit: AdapterKit,
): HybrisSiblingClient {
  const http = kit.openHttp({ baseUrl, readProblem, correlationHeader: REQUEST_ID_HEADER });
  return {
    async createConversation(ticketId, message, call) {
      const response = await http
        .send(
          {
            operation: 'createConversation',
            method: 'POST',
            path: path`/${tenant}/serviceTickets/${ticketId}/conversations`,
            headers: acceptLanguage(call),
            json: message,
            authorize: credentials.reader,
          },
          call,
        )
        .catch(asSingleError);
      checkAcknowledgement(response);
    },
  };
}
