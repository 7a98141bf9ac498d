import type { Call } from '../../src/ticketing/adapter.ts';
import { instantFromMilliseconds, instantFromOffsetText } from '../../src/ticketing/instant.ts';
import type { InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import {
  refuseField,
  type LogInteractionInput,
  type LogResult,
  type UserError,
  type Write,
  type WriteCall,
} from '../../src/ticketing/write.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { createdNotBefore, toEntityOr, toMissingId } from './created.ts';
import { checkCode, checkTarget, checkText } from './input-checks.ts';
import { inWordsOfCaller, LOG_INPUTS } from './input-errors.ts';
import { toInteractionLog } from './mapping-interactions.ts';
import { toInstant, toText } from './mapping-values.ts';
import { isSameText } from './mapping-writes.ts';
import { readOwnTicket } from './own-ticket.ts';
import { keepOwn } from './own-rows.ts';
import { arePlainValues, valueTerm } from './query.ts';
import { findSingle } from './second-look.ts';
import type { HybrisSettings } from './settings.ts';
import { MOST_ROWS_A_PAGE } from './walk.ts';
import { checkInteractionLog, type HybrisInteractionLog, type HybrisNewInteractionLog } from './wire.ts';
import type { WriteParts } from './write-parts.ts';

/** Records a contact with the customer about a ticket. */
export function createLogInteraction(parts: WriteParts): Supported<Write<LogInteractionInput, LogResult>> {
  const { client, facts, settings } = parts;
  if (facts.audience === 'agent')
    return unsupported('The agents’ mashup documents no interaction logs; only the customers’ one has them.');

  return {
    check: checkLog,

    async apply(input, call) {
      const log = toNewLog(input, await customerOf(parts, input.ticketId, call), settings.interaction, call.startedAt);
      const { id, body } = await client.createInteractionLog(log, call).catch((thrown: unknown) => {
        throw inWordsOfCaller(thrown, LOG_INPUTS);
      });
      if (id === null) throw toMissingId();
      const sent = { ...toEntityOr(log, body, checkInteractionLog), id };
      // Only the whole entity says when it was created. There is no call for one log, so the newest are read.
      const entry = sent.metadata === undefined ? await readBack(parts, id, log.customerId, call) : sent;
      return {
        entry: toEntry(entry ?? sent),
        warnings: entry === null ? ['The entry was made but could not be read again; it is shown as it was sent.'] : [],
      };

      function toEntry(wire: HybrisInteractionLog): InteractionLog {
        return toInteractionLog(wire, facts, call.language);
      }
    },

    reconcile: (input, call) =>
      findSingle(async () => {
        const customerId = await customerOf(parts, input.ticketId, call);
        const sent = toNewLog(input, customerId, settings.interaction, call.startedAt);
        return (await readNewest(parts, customerId, call))
          .filter((row) => isLike(row, sent) && createdNotBefore(row.metadata?.createdAt, call.startedAt))
          .map((row) => ({
            entry: toInteractionLog(row, facts, call.language),
            warnings: ['The backend did not answer; the entry was found by its time and text.'],
          }));
      }, call),
  };
}

function checkLog(input: LogInteractionInput): UserError[] {
  const { text, startedAt, endedAt, directionCode, channelCode, mediumCode, reasonCodes = [] } = input;
  return [
    ...checkTarget(input),
    ...checkText('text', text),
    ...checkTimes(startedAt, endedAt),
    ...checkCode('directionCode', directionCode),
    ...checkCode('channelCode', channelCode),
    ...checkCode('mediumCode', mediumCode),
    ...reasonCodes.flatMap((code, index) => checkCode(`reasonCodes.${index}`, code)),
  ];
}

function checkTimes(startedAt: string | undefined, endedAt: string | undefined): UserError[] {
  const start = startedAt === undefined ? undefined : instantFromOffsetText(startedAt);
  const end = endedAt === undefined ? undefined : instantFromOffsetText(endedAt);
  const what = 'This is no date and time with an offset, e.g. 2020-02-14T18:19:47.000Z.';
  if (start === null || end === null) {
    return [
      ...(start === null ? [refuseField('startedAt', what)] : []),
      ...(end === null ? [refuseField('endedAt', what)] : []),
    ];
  }
  if (end === undefined) return [];
  if (start === undefined) return [refuseField('startedAt', 'What has an end needs a start.')];
  return end < start ? [refuseField('endedAt', 'This is before the start.')] : [];
}

/** The customer whom the ticket belongs to; the log of a ticket that nobody may see is never written. */
async function customerOf(parts: WriteParts, ticketId: string, call: Call): Promise<string> {
  const [ticket, own] = await Promise.all([
    readOwnTicket(parts, ticketId, call),
    parts.credentials.ownCustomerId(call),
  ]);
  const customerId = own ?? toText(ticket.customerId);
  if (customerId !== null) return customerId;
  throw new GatewayError('BACKEND_BAD_RESPONSE', 'The backend does not say whose ticket this is.');
}

/**
 * The entry as the backend takes it. Nothing in it may differ between two makings from one call: it is found again by it.
 * @param now milliseconds since 1970
 */
function toNewLog(
  { ticketId, text, ...input }: LogInteractionInput,
  customerId: string,
  defaults: HybrisSettings['interaction'],
  now: number,
): HybrisNewInteractionLog {
  const isNow = input.startedAt === undefined;
  const startedAt =
    input.startedAt === undefined ? instantFromMilliseconds(now) : instantFromOffsetText(input.startedAt);
  const endedAt = isNow ? startedAt : instantFromOffsetText(input.endedAt ?? '');
  const medium = input.mediumCode ?? defaults.medium;
  return {
    customerId,
    communicationDirection: input.directionCode ?? defaults.direction,
    communicationOrigin: input.channelCode ?? defaults.origin,
    ...(medium === undefined ? {} : { communicationMedium: medium }),
    interactionDescription: text,
    interactionStartedAt: startedAt,
    ...(endedAt === null ? {} : { interactionEndedAt: endedAt }),
    interactionReasons: (input.reasonCodes ?? [defaults.reason]).map((interactionReason) => ({ interactionReason })),
    relatedObjects: [{ objectType: defaults.ticketObjectType, objectId: ticketId }],
  };
}

/** Null if it cannot be read. Never rejects: the entry is made. */
async function readBack(
  parts: WriteParts,
  id: string,
  customerId: HybrisNewInteractionLog['customerId'],
  call: WriteCall,
): Promise<HybrisInteractionLog | null> {
  try {
    return (await readNewest(parts, customerId ?? '', call)).find((row) => row.id === id) ?? null;
  } catch {
    return null;
  }
}

async function readNewest(
  { client, credentials, kit }: WriteParts,
  customerId: string,
  call: Call,
): Promise<readonly HybrisInteractionLog[]> {
  const term = arePlainValues([customerId]) ? { q: valueTerm('customerId', [customerId]) } : {};
  const query = { ...term, sort: 'metadata.createdAt:desc,id:desc', pageNumber: 1, pageSize: MOST_ROWS_A_PAGE };
  const [{ rows }, own] = await Promise.all([client.listInteractionLogs(query, call), credentials.ownCustomerId(call)]);
  return keepOwn(rows, own, kit.log);
}

function isLike(row: HybrisInteractionLog, sent: HybrisNewInteractionLog): boolean {
  return (
    toInstant(row.interactionStartedAt) === toInstant(sent.interactionStartedAt) &&
    isSameText(row.interactionDescription, sent.interactionDescription) &&
    relatedIds(sent).every((id) => relatedIds(row).includes(id))
  );
}

function relatedIds({ relatedObjects }: HybrisNewInteractionLog): (string | null)[] {
  return (relatedObjects ?? []).map(({ objectId }) => toText(typeof objectId === 'object' ? objectId?.id : objectId));
}
