import { describe, expect, test } from '@jest/globals';
import { mergeEscalations, mergeTransitions } from '../../src/dispatch/merged-history.ts';
import type { OwnEscalation, OwnTransition } from '../../src/dispatch/own-history.ts';
import type { Escalation } from '../../src/ticketing/escalation.ts';
import type { StatusReference } from '../../src/ticketing/status.ts';
import type { TransitionRecord } from '../../src/ticketing/transition.ts';
import { testPrincipal } from '../support/principal.ts';

const AGENT = testPrincipal();
const CUSTOMER = testPrincipal({ subject: 'customer', roles: ['CUSTOMER'] });

function status(code: string): StatusReference {
  return { category: 'UNKNOWN', code, label: null };
}

/** A time some seconds after noon. */
function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString();
}

function told(code: string, seconds: number | null, more: Partial<TransitionRecord> = {}): TransitionRecord {
  return { from: null, to: status(code), at: seconds === null ? null : at(seconds), by: null, reason: null, ...more };
}

function own(code: string, seconds: number, more: Partial<OwnTransition> = {}): OwnTransition {
  const author = { by: 'agent@example.test', reason: 'done', principal: 'one' };
  return { kind: 'CLOSE', from: status('before'), to: status(code), at: at(seconds), ...author, ...more };
}

describe('transitions', () => {
  test('what both tell stands there once, as the backend tells it, with what only the gateway knows', () => {
    const records = [told('open', 0), told('closed', 100, { by: 'backend-user' })];
    expect(mergeTransitions(records, [own('closed', 70)], AGENT)).toEqual([
      told('open', 0),
      { ...told('closed', 100), kind: 'CLOSE', from: status('before'), by: 'backend-user', reason: 'done' },
    ]);
  });

  test.each([
    ['another status', told('solved', 70)],
    ['two minutes and a second apart', told('closed', 191)],
  ])('%s is another change', (_, record) => {
    expect(mergeTransitions([record], [own('closed', 70)], AGENT)).toHaveLength(2);
  });

  test.each([190, -50])('two minutes apart (%s seconds) is the same change', (seconds) => {
    expect(mergeTransitions([told('closed', seconds)], [own('closed', 70)], AGENT)).toHaveLength(1);
  });

  test('a change without a time may be the gateway’s, whose time it takes then', () => {
    expect(mergeTransitions([told('closed', null)], [own('closed', 70)], AGENT)).toMatchObject([{ at: at(70) }]);
  });

  test('each change has at most one partner, the one that is nearest in time', () => {
    const records = [told('closed', 0), told('open', 30), told('closed', 60)];
    const merged = mergeTransitions(
      records,
      [own('closed', 1, { by: 'one' }), own('closed', 61, { by: 'two' })],
      AGENT,
    );
    expect(merged.map(({ to, by }) => [to.code, by])).toEqual([
      ['closed', 'one'],
      ['open', null],
      ['closed', 'two'],
    ]);
    expect(mergeTransitions([told('closed', 0)], [own('closed', 1), own('closed', 2)], AGENT)).toHaveLength(2);
  });

  test('what only the gateway knows stands in its place in time', () => {
    const records = [told('a', 0), told('b', null), told('c', 1_000)];
    expect(mergeTransitions(records, [own('x', 500), own('y', 2_000)], AGENT).map(({ to }) => to.code)).toEqual([
      'a',
      'b',
      'x',
      'c',
      'y',
    ]);
  });

  test('who did it and why is told to agents and to whoever did it', () => {
    const entry = own('closed', 70, { principal: testPrincipal({ subject: 'else' }).person });
    expect(mergeTransitions([], [entry], AGENT)).toMatchObject([{ by: 'agent@example.test', reason: 'done' }]);
    expect(mergeTransitions([], [entry], CUSTOMER)).toMatchObject([{ kind: 'CLOSE', by: null, reason: null }]);
    expect(mergeTransitions([told('closed', 70)], [entry], CUSTOMER)).toMatchObject([{ by: null, reason: null }]);
    const theirs = { ...entry, principal: CUSTOMER.person };
    expect(mergeTransitions([], [theirs], CUSTOMER)).toMatchObject([{ by: 'agent@example.test', reason: 'done' }]);
  });
});

function toldEscalation(targetId: string | null, seconds: number | null, more: Partial<Escalation> = {}): Escalation {
  return {
    kind: 'PROVIDER',
    state: 'ACTIVE',
    targetId,
    targetLabel: null,
    reason: null,
    requestedBy: null,
    requestedAt: seconds === null ? null : at(seconds),
    foreignTicketId: 'f1',
    foreignSystem: null,
    isReclaimable: true,
    ...more,
  };
}

function ownEscalation(targetId: string, seconds: number, more: Partial<OwnEscalation> = {}): OwnEscalation {
  const author = { by: 'agent@example.test', reason: 'help', principal: 'one' };
  return { kind: 'PROVIDER', targetId, at: at(seconds), leftIn: 'handed over', ...author, ...more };
}

describe('escalations', () => {
  const ticket = (...escalations: readonly Escalation[]) => ({ status: status('handed over'), escalations });

  test.each([
    ['the same target', toldEscalation('P1', null)],
    ['no target, and the time fits', toldEscalation(null, 20)],
  ])('%s is the same: told once, with what only the gateway knows', (_, record) => {
    const [merged, ...others] = mergeEscalations(ticket(record), [ownEscalation('p1', 10)], AGENT);
    expect(others).toEqual([]);
    expect(merged).toEqual({
      ...record,
      targetId: record.targetId ?? 'p1',
      reason: 'help',
      requestedBy: 'agent@example.test',
      requestedAt: record.requestedAt ?? at(10),
    });
    expect(mergeEscalations(ticket(record), [ownEscalation('p1', 10)], CUSTOMER)).toMatchObject([
      { reason: null, requestedBy: null },
    ]);
  });

  test.each([
    ['another target', toldEscalation('p2', 10)],
    ['another time', toldEscalation('p1', 1_000)],
  ])('%s is another: then the one that the backend tells is the open one', (_, record) => {
    const merged = mergeEscalations(ticket(record), [ownEscalation('p1', 10)], AGENT);
    expect(merged.map(({ targetId, state }) => `${targetId} ${state}`).sort()).toEqual(
      [`${record.targetId} ACTIVE`, 'p1 COMPLETED'].sort(),
    );
  });

  test('one that only the gateway knows is asked for until its ticket has left the state', () => {
    const entries = [ownEscalation('p1', 10), ownEscalation('p2', 20)];
    const states = (code: string) =>
      mergeEscalations({ status: status(code), escalations: [] }, entries, AGENT).map(({ state }) => state);
    expect(states('handed over')).toEqual(['COMPLETED', 'REQUESTED']);
    expect(states('elsewhere')).toEqual(['COMPLETED', 'COMPLETED']);
  });
});
