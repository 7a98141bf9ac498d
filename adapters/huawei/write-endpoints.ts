import type { Call } from '../../src/ticketing/adapter.ts';
import type { BackendRequest, StreamedBody } from '../../src/upstream/backend-http.ts';
import { badResponse, readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { Query } from './query.ts';
import { checkCreated, checkUploaded } from './wire.ts';

/** What the customer can do with a ticket, in the API's own words. */
export type HuaweiAction = 'cancel' | 'close' | 'press' | 'delete';

/** The words that go along with an action, each at most 400 characters. */
export interface ActionWords {
  readonly judgement?: string;
  readonly operate_desc?: string;
}

/** The endpoints that change something. None is ever repeated, but once after a refused token. */
export interface HuaweiWriteEndpoints {
  /** `POST /cases`. @returns the id of the new ticket */
  createCase(body: unknown, headers: Readonly<Record<string, string>>, call: Call): Promise<string>;
  /** `POST /cases/{case_id}/action`: which action is in the query. */
  act(id: string, action: HuaweiAction, words: ActionWords, call: Call): Promise<void>;
  /** `PUT /cases/{case_id}/contact-info` */
  changeContact(id: string, contact: Readonly<Record<string, string>>, call: Call): Promise<void>;
  /** `POST /cases/{case_id}/message` (singular: the plural reads them). The answer has no id. */
  createMessage(id: string, content: string, accessoryId: string | undefined, call: Call): Promise<void>;
  /**
   * `POST /accessorys/json-format-content`.
   * @param effect CHANGE: the file itself is what the caller wants. UNSEEN: it is nothing yet until a message carries it,
   *   so that without an answer nothing is open; it is not repeated all the same, as it counts against a daily volume
   * @returns the id of the file
   */
  uploadAccessory(body: StreamedBody, effect: 'CHANGE' | 'UNSEEN', call: Call): Promise<string>;
  /** `POST /cases/{case_id}/labels`: the ids are in the query, there is no body. */
  addCaseLabels(id: string, labelIds: readonly string[], call: Call): Promise<void>;
  /** `DELETE /cases/{case_id}/labels`: the ids are in the query. */
  removeCaseLabels(id: string, labelIds: readonly string[], call: Call): Promise<void>;
  /** `POST /cases/{case_id}/relations` */
  addRelations(id: string, relatedIds: readonly string[], call: Call): Promise<void>;
  /** `DELETE /cases/{case_id}/relations`: the one DELETE with a body. */
  removeRelation(id: string, relatedId: string, call: Call): Promise<void>;
}

/** Sends a request with the headers and the credential that every call has. */
export type SendChange = (request: BackendRequest, call: Call) => Promise<HttpResponse>;

/** @param groupId the IAM group whose tickets are seen too; it stands in the body where there is one */
export function createWriteEndpoints(send: SendChange, groupId: string | undefined): HuaweiWriteEndpoints {
  const group = groupId === undefined ? {} : { group_id: groupId };
  const groupQuery: Query = groupId === undefined ? [] : [['group_id', groupId]];

  async function change(request: BackendRequest, call: Call): Promise<unknown> {
    return readWritten(await send(request, call));
  }

  return {
    async createCase(json, headers, call) {
      const target = '/v2/servicerequest/cases';
      const answer = await change({ operation: 'createCase', method: 'POST', path: target, json, headers }, call);
      return String(checkCreated(answer).incident_id);
    },
    async act(id, action, words, call) {
      const target = path`/v2/servicerequest/cases/${id}/action`;
      const query: Query = [['action_id', action]];
      const json = { ...words, ...group };
      await change({ operation: 'act', method: 'POST', path: target, query, json }, call);
    },
    async changeContact(id, contact, call) {
      const target = path`/v2/servicerequest/cases/${id}/contact-info`;
      const json = { ...contact, ...group };
      await change({ operation: 'changeContact', method: 'PUT', path: target, json }, call);
    },
    async createMessage(id, content, accessoryId, call) {
      const target = path`/v2/servicerequest/cases/${id}/message`;
      const files = accessoryId === undefined ? {} : { accessory_ids: [accessoryId] };
      const json = { message: { content, ...files }, ...group };
      await change({ operation: 'createMessage', method: 'POST', path: target, json }, call);
    },
    async uploadAccessory(stream, effect, call) {
      const target = '/v2/servicerequest/accessorys/json-format-content';
      const answer = await change(
        {
          operation: 'uploadAccessory',
          method: 'POST',
          path: target,
          stream,
          isSafe: effect === 'UNSEEN',
          mostRetries: 0,
        },
        call,
      );
      return String(checkUploaded(answer).accessory_id);
    },
    async addCaseLabels(id, labelIds, call) {
      const target = path`/v2/servicerequest/cases/${id}/labels`;
      const query = [...toLabelQuery(labelIds), ...groupQuery];
      await change({ operation: 'addCaseLabels', method: 'POST', path: target, query }, call);
    },
    async removeCaseLabels(id, labelIds, call) {
      const target = path`/v2/servicerequest/cases/${id}/labels`;
      const query = [...toLabelQuery(labelIds), ...groupQuery];
      await change({ operation: 'removeCaseLabels', method: 'DELETE', path: target, query }, call);
    },
    async addRelations(id, relatedIds, call) {
      const target = path`/v2/servicerequest/cases/${id}/relations`;
      const json = { related_id_list: relatedIds, ...group };
      await change({ operation: 'addRelations', method: 'POST', path: target, json }, call);
    },
    async removeRelation(id, relatedId, call) {
      const target = path`/v2/servicerequest/cases/${id}/relations`;
      const json = { related_id: relatedId, ...group };
      await change({ operation: 'removeRelation', method: 'DELETE', path: target, json }, call);
    },
  };
}

function toLabelQuery(labelIds: readonly string[]): Query {
  return labelIds.map((labelId) => ['label_ids', labelId]);
}

/**
 * What a change answered: `{}`, nothing, or JSON of an unpublished shape. An `error_code` was found before.
 * @throws GatewayError BACKEND_BAD_RESPONSE for anything that is no JSON, such as a page of a proxy
 */
function readWritten(response: HttpResponse): unknown {
  if (response.body.toString('utf8').trim() === '') return null;
  const value = readLenientJson(response);
  if (value === undefined) throw badResponse('a body that is no JSON');
  return value;
}
