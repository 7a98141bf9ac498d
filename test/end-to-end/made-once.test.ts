import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { UploadCase } from '../support/upload-cases.ts';
import type { WriteCase } from '../support/write-cases.ts';
import { DEMO_CASES } from '../support/write-faults.ts';

const AT_ONCE = 20;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

interface Payload {
  readonly outcome: string;
  readonly userErrors: readonly { readonly field: string | null; readonly code: string }[];
}

/** What payloads show that have more to show than the ticket. */
const SHOWN: Readonly<Record<string, string>> = {
  deleteTicket: 'deletedTicketId',
  addComment: 'interactionLog { id text }',
  logInteraction: 'interactionLog { id text }',
  uploadAttachment: 'attachment { id name }',
};

async function make(write: WriteCase | UploadCase, input: Readonly<Record<string, unknown>>): Promise<Payload> {
  const selection = SHOWN[write.field] ?? 'ticket { id version status { code } }';
  const { data, errors } = await gateway.query<Record<string, Payload>>(
    `mutation ($input: ${write.inputType}!) {
      ${write.field}(input: $input) { outcome warnings reconcile clientMutationId userErrors { field code } ${selection} }
    }`,
    { input },
  );
  expect(errors).toEqual([]);
  const payload = data?.[write.field];
  if (payload === undefined) throw new Error('There is no payload.');
  return payload;
}

function timesMade(write: WriteCase | UploadCase): number {
  const route = 'changeRoute' in write ? (write.changeRoute ?? write.route) : write.route;
  return gateway.emulator(write.backend).control.applied()[route] ?? 0;
}

let keys = 0;

describe('a change with a key', () => {
  test.each(DEMO_CASES.map((write) => [`${write.backend}: ${write.name}`, write] as const))(
    '%s is made once, however often and however much at the same time it is asked for',
    async (_name, write) => {
      const idempotencyKey = `made-once-${(keys += 1)}`;
      const input = {
        ...(await write.prepare(gateway.emulator(write.backend).control, gateway)),
        idempotencyKey,
        clientMutationId: 'mark',
      };
      const payloads = await Promise.all(Array.from({ length: AT_ONCE }, () => make(write, input)));
      payloads.push(await make(write, input));

      expect(timesMade(write)).toBe(1);
      const outcomes = payloads.map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'APPLIED').length).toBe(1);
      expect(outcomes.filter((outcome) => outcome === 'REPLAYED').length).toBe(AT_ONCE);
      const answers = payloads.map((payload) => JSON.stringify({ ...payload, outcome: 'whichever' }));
      expect([...new Set(answers)]).toEqual([answers[0]]);

      // What is given beside the change does not count; the change does.
      const other = await write.prepare(gateway.emulator(write.backend).control, gateway);
      expect(await make(write, { ...other, idempotencyKey })).toMatchObject({
        outcome: 'REJECTED',
        userErrors: [{ field: 'idempotencyKey', code: 'KEY_REUSED' }],
      });
      expect(timesMade(write)).toBe(1);
    },
  );
});
