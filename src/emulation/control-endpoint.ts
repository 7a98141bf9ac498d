import type { EmulatorControl } from './emulator.ts';
import { isFault, type Reply } from './fault.ts';

const PREFIX = '/__control';

/** True if the path belongs to the control endpoint and not to the emulated backend. */
export function isControlPath(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`);
}

/**
 * The control endpoint of every emulator:
 * `GET /__control/counters`, `GET /__control/applied`, `GET /__control/requests`, `GET`, `POST` and `DELETE /__control/faults`,
 * `POST /__control/switches`, `POST /__control/actions/{name}`, `POST /__control/reset`.
 */
export function replyToControl(control: EmulatorControl, method: string, url: URL, body: Buffer): Reply {
  const path = url.pathname.slice(PREFIX.length);
  try {
    const action = /^\/actions\/([A-Za-z]+)$/.exec(path);
    if (method === 'POST' && action !== null) {
      return { status: 200, body: control.act(action[1] ?? '', readJson(body)) ?? null };
    }
    switch (`${method} ${path}`) {
      case 'GET /counters':
        return { status: 200, body: control.counters() };
      case 'GET /applied':
        return { status: 200, body: control.applied() };
      case 'GET /requests':
        return { status: 200, body: control.requests() };
      case 'GET /faults':
        return { status: 200, body: control.faulted() };
      case 'POST /faults':
        return addFault(control, readJson(body));
      case 'DELETE /faults':
        control.clearFaults();
        return { status: 204 };
      case 'POST /switches':
        control.setSwitches(readJson(body) as Record<string, unknown>);
        return { status: 204 };
      case 'POST /reset':
        control.reset();
        return { status: 204 };
      default:
        return {
          status: 404,
          body: { message: 'The control endpoint has counters, applied, requests, faults, switches, actions, reset.' },
        };
    }
  } catch (error) {
    return { status: 400, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

function addFault(control: EmulatorControl, fault: unknown): Reply {
  if (!isFault(fault)) return { status: 400, body: { message: 'A fault is an object with a known "kind".' } };
  control.addFault(fault);
  return { status: 204 };
}

function readJson(body: Buffer): unknown {
  return body.length === 0 ? undefined : JSON.parse(body.toString('utf8'));
}
