import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import type { Backend } from './backend.ts';
import { authorize, readBody, throughProxy } from './proxy.ts';
import { Refusal, violation } from './refusal.ts';
import { isEventType, type EventType } from './pubsub.ts';
import { readText } from './values.ts';

const MOST_EVENTS = 100;

/** Reading and committing events (s3 of section 3, section 11). */
export function createEventRoutes(backend: Backend): Route[] {
  // The owner of the topics is part of the path (section 15).
  const topic = '/hybris/pubsub/v1/topics/hybris.serviceticket/:eventType';
  return [
    {
      label: 'readEvents',
      method: 'POST',
      path: `${topic}/read`,
      handle: throughProxy(backend, (request) => read(backend, request)),
    },
    {
      label: 'commitEvents',
      method: 'POST',
      path: `${topic}/commit`,
      handle: throughProxy(backend, (request) => commit(backend, request)),
    },
  ];
}

function read(backend: Backend, request: EmulatorRequest): Reply {
  authorize(backend, request);
  const eventType = readEventType(request);
  const { numEvents = 1, autoCommit = false } = readBody(request);
  if (typeof numEvents !== 'number' || !Number.isInteger(numEvents) || numEvents < 1) {
    throw violation('invalid_field', 'numEvents', 'numEvents must be a positive number.');
  }
  const batch = backend.pubsub.read(eventType, Math.min(numEvents, MOST_EVENTS), autoCommit === true);
  if (batch === undefined) return { status: 204 };
  const events = backend.switches.duplicateEvents ? batch.events.flatMap((event) => [event, event]) : batch.events;
  return { status: 200, body: { events, token: batch.token } };
}

function commit(backend: Backend, request: EmulatorRequest): Reply {
  authorize(backend, request);
  const eventType = readEventType(request);
  const token = readText(readBody(request)['token']);
  if (token === undefined) throw violation('missing_field', 'token', 'token is required.');
  if (!backend.pubsub.commit(eventType, token)) throw violation('invalid_field', 'token', 'token is unknown.');
  return { status: 200, body: {} };
}

function readEventType(request: EmulatorRequest): EventType {
  const eventType = request.params['eventType'] ?? '';
  if (!isEventType(eventType)) {
    throw new Refusal(404, 'element_resource_non_existing', `There is no topic ${eventType}.`);
  }
  return eventType;
}
