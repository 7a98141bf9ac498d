import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { TicketField } from '../../src/ticketing/ticket.ts';
import type { TicketFields, TicketResult, UpdateTicketInput, Write } from '../../src/ticketing/write.ts';
import { checkUpdate } from './check-update.ts';
import type { HuaweiClient } from './client.ts';
import { showsContact, toContactBody } from './mapping-contact.ts';
import { toTicketOfDetail } from './mapping.ts';
import { withWarnings, type ReadBack } from './read-back.ts';
import { hasTags, planLabels } from './update-labels.ts';
import { hasRelations, planRelations } from './update-relations.ts';
import type { Step } from './update-steps.ts';

/** Changes what can be changed of a ticket: labels, relations and contact data, each with calls of its own. */
export function createUpdateTicket(client: HuaweiClient, readBack: ReadBack): Write<UpdateTicketInput, TicketResult> {
  return {
    check: checkUpdate,
    async apply({ ticketId, fields, ifVersion }, call) {
      const before = toTicketOfDetail(await client.getCase(ticketId, call));
      if (ifVersion !== undefined && ifVersion !== before.version)
        throw new GatewayError('CONFLICT', 'The ticket has changed since it was read. Read it again, then decide.');
      const { taken, warnings } = await takeSteps(await planSteps(ticketId, fields, call));
      const result = await readBack(ticketId, fieldsToRead(fields), call);
      const changedFields = [...new Set(taken.map(({ field }) => field))];
      return withWarnings({ ...result, changedFields, versionBefore: before.version }, [
        ...warnings,
        ...lostContact(before.customer, result.ticket?.customer, fields),
      ]);
    },
    async reconcile({ ticketId, fields }, call) {
      if (!(await isDone(ticketId, fields, call))) return { state: 'UNKNOWN' };
      return { state: 'APPLIED', result: await readBack(ticketId, fieldsToRead(fields), call) };
    },
  };

  async function isDone(id: string, { tags, relatedTicketIds, contact }: TicketFields, call: Call): Promise<boolean> {
    if (tags !== undefined && !(await hasTags(client, id, tags, call))) return false;
    if (relatedTicketIds !== undefined && !(await hasRelations(client, id, relatedTicketIds, call))) return false;
    return contact === undefined || showsContact(await client.getCase(id, call), contact);
  }

  /** Reads what is there, and refuses what cannot be done, before anything is changed. */
  async function planSteps(
    ticketId: string,
    { tags, relatedTicketIds, contact }: TicketFields,
    call: Call,
  ): Promise<Step[]> {
    const labelSteps = tags === undefined ? [] : await planLabels(client, ticketId, tags, call);
    const relationSteps =
      relatedTicketIds === undefined ? [] : await planRelations(client, ticketId, relatedTicketIds, call);
    const body = toContactBody(contact ?? {});
    const contactSteps: Step[] =
      contact === undefined
        ? []
        : [
            {
              what: 'changing the contact data',
              field: 'customer',
              take: () => client.changeContact(ticketId, body, call),
            },
          ];
    return [...labelSteps, ...relationSteps, ...contactSteps];
  }
}

/**
 * One step after the other. Once one was taken, those before stand, so that a failure is a warning.
 * @throws GatewayError if the first one fails
 */
async function takeSteps(
  steps: readonly Step[],
): Promise<{ readonly taken: readonly Step[]; readonly warnings: readonly string[] }> {
  for (const [index, step] of steps.entries()) {
    try {
      await step.take();
    } catch (thrown) {
      if (index === 0) throw thrown;
      const warnings = toWarnings(step, steps.slice(index + 1), toGatewayError(thrown));
      return { taken: steps.slice(0, index), warnings };
    }
  }
  return { taken: steps, warnings: [] };
}

function toWarnings(failed: Step, rest: readonly Step[], { message, facts }: GatewayError): string[] {
  const outcome = facts.mayHaveArrived === true ? 'May or may not be done' : 'Not done';
  const warning = `${outcome}: ${failed.what}. ${message}`;
  return rest.length === 0 ? [warning] : [warning, `Not tried: ${rest.map((step) => step.what).join('; ')}.`];
}

function fieldsToRead({ tags, relatedTicketIds }: TicketFields): TicketField[] {
  return [
    ...(tags === undefined ? [] : (['tags'] as const)),
    ...(relatedTicketIds === undefined ? [] : (['relations'] as const)),
  ];
}

type Reachable = { readonly email: string | null; readonly phone: string | null } | null | undefined;

/** ASSUMPTION: contact data that are not sent stay. If they do not, somebody should know. */
function lostContact(before: Reachable, after: Reachable, { contact }: TicketFields): string[] {
  if (contact === undefined || after === undefined) return [];
  return (['email', 'phone'] as const)
    .filter(
      (name) => contact[name] === undefined && (before?.[name] ?? null) !== null && (after?.[name] ?? null) === null,
    )
    .map((name) => `With the change the backend has lost the ${name} that the ticket had before.`);
}
