import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { baseOf, type Audience } from './audience.ts';
import type { Backend } from './backend.ts';
import { CLASSIFICATIONS, PRIORITIES, STATUSES, TICKET_TYPES, type Labels } from './catalogue.ts';
import { localise, readLanguageWish, type LanguageWish } from './languages.ts';
import { authorize, requireSubscription, throughProxy } from './proxy.ts';

/** Calls 6 and 7 of section 3 on both mashups, and the two further lists of the agents' one (s2). */
export function createConfigurationRoutes(backend: Backend): Route[] {
  const lists: readonly {
    readonly label: string;
    readonly audience: Audience;
    readonly name: string;
    readonly render: (wish: LanguageWish) => unknown;
  }[] = [
    { label: 'listTypes', audience: 'customer', name: 'serviceTicketTypes', render: renderTypes },
    {
      label: 'listStatuses',
      audience: 'customer',
      name: 'serviceTicketStatus',
      render: (wish) => renderList('status', STATUSES, wish),
    },
    { label: 'agentListTypes', audience: 'agent', name: 'serviceTicketTypes', render: renderTypes },
    {
      label: 'agentListStatuses',
      audience: 'agent',
      name: 'serviceTicketStatus',
      render: (wish) => renderList('status', STATUSES, wish),
    },
    {
      label: 'listPriorities',
      audience: 'agent',
      name: 'serviceTicketPriorities',
      render: (wish) => renderList('priority', PRIORITIES, wish),
    },
    {
      label: 'listClassifications',
      audience: 'agent',
      name: 'serviceTicketClassifications',
      render: (wish) => renderList('classification', CLASSIFICATIONS, wish),
    },
  ];
  return lists.map(({ label, audience, name, render }) => ({
    label,
    method: 'GET',
    path: `${baseOf(audience)}/${name}`,
    handle: throughProxy(backend, (request) => replyWithList(backend, request, render)),
  }));
}

/** Read with the client token in the seed; a customer token with the scope does as well. */
function replyWithList(backend: Backend, request: EmulatorRequest, render: (wish: LanguageWish) => unknown): Reply {
  authorize(backend, request, 'hybris.serviceticket_configuration_view');
  requireSubscription(backend);
  return { status: 200, body: render(readLanguageWish(request)) };
}

function renderTypes(wish: LanguageWish): unknown {
  return TICKET_TYPES.map(({ type, description, active }) => ({
    type,
    description: localise(description, wish),
    active,
  }));
}

function renderList(codeName: string, labels: Readonly<Record<string, Labels>>, wish: LanguageWish): unknown {
  return Object.entries(labels).map(([code, description]) => ({
    [codeName]: code,
    description: localise(description, wish),
  }));
}
