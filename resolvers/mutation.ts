import type { GraphQLResolveInfo } from 'graphql';
import { isSelected } from '../src/dispatch/selection.ts';
import { checkNativeId } from '../src/dispatch/registry.ts';
import type { Resolvers, TransitionInput, UploadAttachmentInput } from '../src/generated/schema-types.ts';
import type { BackendInstance } from '../src/ticketing/adapter.ts';
import { invalidInput } from '../src/ticketing/errors.ts';
import { decodeGlobalIdOf } from '../src/ticketing/global-id.ts';
import { instantFromMilliseconds } from '../src/ticketing/instant.ts';
import type {
  EscalateTicketInput,
  LogResult,
  TicketResult,
  TransitionTicketInput,
  WriteName,
} from '../src/ticketing/write.ts';
import {
  makeChange,
  ticketAfter,
  type ChangeContext,
  type ChangeControl,
  type ChangeReport,
  type ChangeRequest,
} from '../src/writes/change.ts';
import { uploadAttachment } from '../src/writes/upload-attachment.ts';
import { readOptionalText, readText, readTexts, readTicketFields } from '../src/writes/write-input.ts';

export const mutation: Resolvers = {
  Mutation: {
    createTicket: async (_root, { input }, context, info) => {
      const backend = context.registry.get(input.backend, 'input.backend');
      const fields = readTicketFields(input.fields, backend);
      return changeTicket(context, info, input, { backend, name: 'createTicket', input: { fields }, ticketId: null });
    },
    updateTicket: async (_root, { input }, context, info) => {
      const target = readTarget(context, input.ticketId);
      const fields = readTicketFields(input.fields, target.backend);
      const ifVersion = readOptionalText(input.ifVersion, 'input.ifVersion');
      const write = { ticketId: target.ticketId, fields, ...(ifVersion === undefined ? {} : { ifVersion }) };
      return changeTicket(context, info, input, { ...target, name: 'updateTicket', input: write });
    },
    assignTicket: async (_root, { input }, context, info) => {
      const target = readTarget(context, input.ticketId);
      const write = {
        ticketId: target.ticketId,
        assigneeId: readText(input.assigneeId, 'input.assigneeId'),
        ...reasonOf(input, 'input'),
      };
      return changeTicket(context, info, input, { ...target, name: 'assignTicket', input: write });
    },
    transitionTicket: async (_root, { input }, context, info) => {
      const target = readTarget(context, input.ticketId);
      const { outsource } = input.transition;
      if (outsource) {
        const write = readEscalation(target.ticketId, outsource, 'input.transition.outsource');
        const escalation = { ...target, name: 'escalateTicket', input: write, move: 'OUTSOURCE' } as const;
        return changeTicket(context, info, input, escalation);
      }
      const write = readTransition(target.ticketId, input.transition);
      const move = write.kind;
      return changeTicket(context, info, input, { ...target, name: 'transitionTicket', input: write, move });
    },
    escalateTicket: async (_root, { input }, context, info) => {
      const target = readTarget(context, input.ticketId);
      return changeTicket(context, info, input, {
        ...target,
        name: 'escalateTicket',
        input: readEscalation(target.ticketId, input, 'input'),
      });
    },
    deleteTicket: async (_root, { input }, context) => {
      const target = readTarget(context, input.ticketId);
      const write = { ticketId: target.ticketId, ...reasonOf(input, 'input') };
      const report = await makeChange(context, {
        ...target,
        name: 'deleteTicket',
        input: write,
        control: controlOf(input),
      });
      const isGone = report.answer.outcome === 'APPLIED' || report.answer.outcome === 'REPLAYED';
      return { ...toPayload(report, input), deletedTicketId: isGone ? input.ticketId : null };
    },
    addComment: async (_root, { input }, context, info) => {
      const target = readTarget(context, input.ticketId);
      const write = { ticketId: target.ticketId, text: readText(input.text, 'input.text', { isMultiline: true }) };
      return changeLog(context, info, input, { ...target, name: 'addComment', input: write });
    },
    logInteraction: async (_root, { input }, context, info) => {
      const target = readTarget(context, input.ticketId);
      const texts = {
        directionCode: input.directionCode,
        channelCode: input.channelCode,
        mediumCode: input.mediumCode,
      };
      const write = {
        ticketId: target.ticketId,
        text: readText(input.text, 'input.text', { isMultiline: true }),
        ...readTimes({ startedAt: input.startedAt, endedAt: input.endedAt }),
        ...readLines(texts, 'input'),
        ...(input.reasonCodes ? { reasonCodes: readTexts(input.reasonCodes, 'input.reasonCodes') } : {}),
      };
      return changeLog(context, info, input, { ...target, name: 'logInteraction', input: write });
    },
    uploadAttachment: async (_root, { input }, context, info) => {
      const { backend, ticketId } = readUploadTarget(context, input);
      const text = readOptionalText(input.text, 'input.text', { isMultiline: true });
      const uploadId = readText(input.uploadId, 'input.uploadId');
      const request = { backend, ticketId, uploadId, text: text ?? null, control: controlOf(input) };
      const report = await uploadAttachment(context, request);
      const { result } = report.answer;
      const ticket =
        ticketId !== null && showsTicket(report, info) ? await ticketAfter(context, backend, ticketId, null) : null;
      return {
        ...toPayload(report, input),
        ticket,
        attachment: result === null ? null : { backend, nativeId: result.nativeId, name: result.fileName },
        interactionLog: result === null || result.entry === null ? null : { ...result.entry, backend },
      };
    },
  },
  MutationPayload: {
    // Payloads are only ever given by their own type.
    __resolveType: () => null,
  },
};

/** What every input has. */
interface CommonInput {
  readonly idempotencyKey?: string | null | undefined;
  readonly ifVersion?: string | null | undefined;
  readonly dryRun?: boolean | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

interface Target {
  readonly backend: BackendInstance;
  readonly ticketId: string;
}

function controlOf({ idempotencyKey, ifVersion, dryRun }: CommonInput): ChangeControl {
  return { idempotencyKey: idempotencyKey ?? null, ifVersion: ifVersion ?? null, isDryRun: dryRun === true };
}

function readTarget({ registry }: ChangeContext, id: string): Target {
  const { backend: backendId, nativeId } = decodeGlobalIdOf('Ticket', id, 'input.ticketId');
  const backend = registry.get(backendId, 'input.ticketId');
  checkNativeId(backend, 'Ticket', nativeId, 'input.ticketId');
  return { backend, ticketId: nativeId };
}

interface UploadTarget {
  readonly backend: BackendInstance;
  /** Null: a ticket that is still to be made. */
  readonly ticketId: string | null;
}

function readUploadTarget(context: ChangeContext, input: UploadAttachmentInput): UploadTarget {
  const { ticketId, backend, text } = input;
  if (isAbsent(ticketId) === isAbsent(backend)) {
    throw invalidInput('input.ticketId', 'Name either a ticket or, for a ticket that is still to be made, a backend.');
  }
  if (!isAbsent(ticketId)) return readTarget(context, ticketId);
  if (!isAbsent(text)) {
    throw invalidInput('input.text', 'Words go with a file only to a ticket that there is; a new one has its own.');
  }
  return { backend: context.registry.get(backend ?? '', 'input.backend'), ticketId: null };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

async function changeTicket<Name extends WriteName>(
  context: ChangeContext,
  info: GraphQLResolveInfo,
  input: CommonInput,
  request: Omit<ChangeRequest<Name>, 'control'>,
) {
  const report = await makeChange(context, { ...request, control: controlOf(input) });
  const result = report.answer.result as TicketResult | null;
  const { outcome, madeAt = new Date().toISOString() } = report.answer;
  const ticketShown = result?.ticket ?? null;
  const shown = ticketShown === null ? null : { ticket: ticketShown, madeAt, isReplayed: outcome === 'REPLAYED' };
  const isWanted = shown !== null || showsTicket(report, info);
  const ticket = isWanted
    ? await ticketAfter(context, request.backend, result?.nativeId ?? request.ticketId, shown)
    : null;
  return { ...toPayload(report, input), ticket };
}

async function changeLog<Name extends 'addComment' | 'logInteraction'>(
  context: ChangeContext,
  info: GraphQLResolveInfo,
  input: CommonInput,
  request: Omit<ChangeRequest<Name>, 'control'>,
) {
  const report = await makeChange(context, { ...request, control: controlOf(input) });
  const { backend } = request;
  const entry = (report.answer.result as LogResult | null)?.entry ?? null;
  const ticket = showsTicket(report, info) ? await ticketAfter(context, backend, request.ticketId, null) : null;
  return { ...toPayload(report, input), ticket, interactionLog: entry === null ? null : { ...entry, backend } };
}

/** A ticket is read again only where somebody wants to see it and something may have happened to it. */
function showsTicket({ answer }: ChangeReport<unknown>, info: GraphQLResolveInfo): boolean {
  const isConflict = answer.userErrors.some(({ code }) => code === 'CONFLICT' || code === 'INVALID_TRANSITION');
  return isSelected(info, 'ticket') && (answer.outcome !== 'REJECTED' || isConflict);
}

function toPayload({ answer, source }: ChangeReport<unknown>, { clientMutationId }: CommonInput) {
  const { outcome, userErrors, warnings, reconcileHint, request } = answer;
  return {
    outcome,
    userErrors,
    warnings,
    reconcile: reconcileHint,
    request,
    sources: [source],
    clientMutationId: clientMutationId ?? null,
  };
}

type Maybe<Value> = Value | null | undefined;

function reasonOf({ reason }: { readonly reason?: Maybe<string> }, field: string): { readonly reason?: string } {
  const text = readOptionalText(reason, `${field}.reason`, { isMultiline: true });
  return text === undefined ? {} : { reason: text };
}

/** Texts of one line; those that are missing are left out. */
function readLines(texts: Readonly<Record<string, Maybe<string>>>, field: string): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text === 'string') lines[name] = readText(text, `${field}.${name}`);
  }
  return lines;
}

function readTimes(times: Readonly<Record<string, Maybe<Date | string>>>): Record<string, string> {
  const instants: Record<string, string> = {};
  for (const [name, time] of Object.entries(times)) {
    const instant = time === null || time === undefined ? null : instantFromMilliseconds(new Date(time).getTime());
    if (instant !== null) instants[name] = instant;
  }
  return instants;
}

/** GraphQL has made sure that exactly one move is given. */
function readTransition(ticketId: string, transition: TransitionInput): TransitionTicketInput {
  const [move] = Object.entries(transition).filter(([, value]) => value !== null && value !== undefined);
  const [name, { reason, ...codes }] = move as [string, Readonly<Record<string, Maybe<string>>>];
  const field = `input.transition.${name}`;
  return {
    ticketId,
    kind: name.toUpperCase() as TransitionTicketInput['kind'],
    ...reasonOf({ reason }, field),
    ...readLines(codes, field),
  };
}

interface EscalationArguments {
  readonly targetId: string;
  readonly reason?: Maybe<string>;
  readonly resolution?: Maybe<string>;
  readonly productIds?: Maybe<readonly string[]>;
  readonly allowCustomerChatWriteAccess?: Maybe<boolean>;
  readonly shareCustomerInformation?: Maybe<boolean>;
}

/** A choice that the caller left open stays absent: that is not the same as "no". */
function readEscalation(ticketId: string, input: EscalationArguments, field: string): EscalateTicketInput {
  const resolution = readOptionalText(input.resolution, `${field}.resolution`, { isMultiline: true });
  const { allowCustomerChatWriteAccess: chat, shareCustomerInformation: share } = input;
  return {
    ticketId,
    targetId: readText(input.targetId, `${field}.targetId`),
    ...reasonOf(input, field),
    ...(resolution === undefined ? {} : { resolution }),
    ...(input.productIds ? { productIds: readTexts(input.productIds, `${field}.productIds`) } : {}),
    ...(typeof chat === 'boolean' ? { allowCustomerChatWriteAccess: chat } : {}),
    ...(typeof share === 'boolean' ? { shareCustomerInformation: share } : {}),
  };
}
