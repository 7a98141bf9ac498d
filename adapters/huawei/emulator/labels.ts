import { BusinessError } from './errors.ts';
import { pageOf, param, repeated, requiredText, textList, written } from './input.ts';
import type { Backend, Call, Endpoint, Label } from './model.ts';
import { ticketById, ticketOf } from './tickets.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

const MOST_LABELS = 5;
const MOST_RELATIONS = 3;

export const LABEL_ENDPOINTS: readonly Endpoint[] = [
  { label: 'listLabels', method: 'GET', path: '/labels', handle: listCatalog },
  { label: 'createLabel', method: 'POST', path: '/labels', handle: createLabel },
  { label: 'changeLabel', method: 'PUT', path: '/labels/:label_id', handle: changeLabel },
  { label: 'deleteLabel', method: 'DELETE', path: '/labels/:label_id', handle: deleteLabel },
  { label: 'listTicketLabels', method: 'GET', path: '/cases/:case_id/labels', handle: listOfTicket },
  { label: 'addTicketLabels', method: 'POST', path: '/cases/:case_id/labels', handle: addToTicket },
  { label: 'removeTicketLabels', method: 'DELETE', path: '/cases/:case_id/labels', handle: removeFromTicket },
  { label: 'listRelations', method: 'GET', path: '/cases/:case_id/relations', handle: listRelations },
  { label: 'addRelations', method: 'POST', path: '/cases/:case_id/relations', handle: addRelations },
  { label: 'removeRelation', method: 'DELETE', path: '/cases/:case_id/relations', handle: removeRelation },
];

function listCatalog(backend: Backend, call: Call): Reply {
  const [name] = repeated(call.query, 'name', 1);
  const id = call.query.get('label_id');
  const found = [...backend.labels.values()].filter(
    (label) =>
      (name === undefined || label.name.includes(name)) && (id === null || id === '' || label.label_id === Number(id)),
  );
  return { status: 200, body: { total_count: found.length, label_list: pageOf(call.query, found) } };
}

function createLabel(backend: Backend, call: Call): Reply {
  const label_id = Math.max(0, ...backend.labels.keys()) + 1;
  backend.labels.set(label_id, { label_id, ...labelFields(call) });
  return written(backend);
}

function changeLabel(backend: Backend, call: Call): Reply {
  Object.assign(labelById(backend, param(call, 'label_id')), labelFields(call));
  return written(backend);
}

/** The label disappears from tickets too, also because its id may be given out again. */
function deleteLabel(backend: Backend, call: Call): Reply {
  const { label_id } = labelById(backend, param(call, 'label_id'));
  backend.labels.delete(label_id);
  for (const ticket of backend.newestFirst) {
    if (ticket.label_ids.includes(label_id)) ticket.label_ids = ticket.label_ids.filter((id) => id !== label_id);
  }
  return written(backend);
}

function labelFields(call: Call): { name: string; color: string } {
  const name = requiredText(call.body, 'name', 64);
  const color = requiredText(call.body, 'color', 7);
  if (!/^#[0-9A-Fa-f]{6}$/.test(color)) throw new BusinessError('OSM.01010001', 'color');
  return { name, color };
}

function labelById(backend: Backend, id: string): Label {
  const label = backend.labels.get(Number(id));
  if (label === undefined) throw new BusinessError('OSM.01010001', 'label_id');
  return label;
}

function listOfTicket(backend: Backend, call: Call): Reply {
  const labels = ticketOf(backend, call).label_ids.flatMap((id) => backend.labels.get(id) ?? []);
  return { status: 200, body: { case_label_list: labels } };
}

function addToTicket(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  const labels = [...new Set([...ticket.label_ids, ...labelIds(backend, call)])];
  if (labels.length > MOST_LABELS) throw new BusinessError('OSM.01010001', 'label_ids');
  ticket.label_ids = labels;
  return written(backend);
}

function removeFromTicket(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  const removed = new Set(labelIds(backend, call));
  ticket.label_ids = ticket.label_ids.filter((id) => !removed.has(id));
  return written(backend);
}

/** `label_ids` stands in the query, repeated, also for POST and DELETE. */
function labelIds(backend: Backend, call: Call): readonly number[] {
  const ids = repeated(call.query, 'label_ids', MOST_LABELS);
  if (ids.length === 0) throw new BusinessError('OSM.01010001', 'label_ids');
  return ids.map((id) => labelById(backend, id).label_id);
}

function listRelations(backend: Backend, call: Call): Reply {
  const rows = [...ticketOf(backend, call).related].flatMap((id) => {
    const related = backend.ticketsById.get(id);
    if (related === undefined) return [];
    return [{ case_id: id, simple_description: related.simple_description, user_name: related.xcustomer_name }];
  });
  return { status: 200, body: { case_relation_list: rows } };
}

function addRelations(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  const ids = textList(call.body, 'related_id_list', MOST_RELATIONS);
  if (ids.length === 0 || ids.includes(ticket.incident_id)) throw new BusinessError('OSM.01010001', 'related_id_list');
  const others = ids.map((id) => ticketById(backend, call, id));
  for (const other of others) {
    ticket.related.add(other.incident_id);
    other.related.add(ticket.incident_id);
  }
  return written(backend);
}

/** The one DELETE with a body. */
function removeRelation(backend: Backend, call: Call): Reply {
  const ticket = ticketOf(backend, call);
  const id = requiredText(call.body, 'related_id', 64);
  if (!ticket.related.delete(id)) throw new BusinessError('OSM.01010001', 'related_id');
  backend.ticketsById.get(id)?.related.delete(ticket.incident_id);
  return written(backend);
}
