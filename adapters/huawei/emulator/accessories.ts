import { findGeneratedAccessory } from './conversation.ts';
import { BusinessError } from './errors.ts';
import { isRecord, param, requiredText, written } from './input.ts';
import type { Accessory, AccessoryReference, Backend, Call, Endpoint, Ticket } from './model.ts';
import { ticketById } from './tickets.ts';
import { storedZip } from './zip.ts';
import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

/** Strings, as the SDK has them; the size is in MB. */
const LIMITS = {
  limit_count: '5',
  limit_size: '10',
  limit_file_type: 'jpg,jpeg,bmp,png,gif,txt,zip,docx,msg,eml,xlsx,pdf,log,ini,mp4,mov',
};
const IMAGE_TYPES: ReadonlySet<string> = new Set(['jpg', 'jpeg', 'bmp', 'png', 'gif']);
const RELATION_TYPES: ReadonlySet<string> = new Set(['INCIDENT', 'MESSAGE']);
/** Download addresses need no token: whoever has the address has the file. */
export const SIGNED_PATH = '/signed';

export const ACCESSORY_ENDPOINTS: readonly Endpoint[] = [
  { label: 'uploadJson', method: 'POST', path: '/accessorys/json-format-content', handle: uploadJson },
  { label: 'uploadMultipart', method: 'POST', path: '/accessorys', handle: uploadMultipart },
  { label: 'getLimits', method: 'GET', path: '/accessorys/limits', handle: limits },
  { label: 'listAccessUrls', method: 'GET', path: '/accessorys/access-urls', handle: accessUrls },
  { label: 'getAccessUrl', method: 'GET', path: '/accessorys/:accessory_id/access-url', handle: accessUrl },
  { label: 'downloadImage', method: 'GET', path: '/accessorys/:accessory_id/image', handle: downloadImage },
  { label: 'download', method: 'GET', path: '/accessorys/:accessory_id', handle: download },
  { label: 'deleteAccessory', method: 'DELETE', path: '/accessorys/:accessory_id', handle: remove },
];

/**
 * Ties uploads to a ticket, all or none. An upload belongs to what it was made for (`incident` or `message`) and to its
 * uploader, and is used once. @throws BusinessError OSM.01010001
 */
export function useAccessories(
  backend: Backend,
  call: Call,
  ticket: Ticket,
  from: 'incident' | 'message',
  ids: readonly string[],
): readonly AccessoryReference[] {
  if (ids.length > Number(LIMITS.limit_count)) throw new BusinessError('OSM.01010001', 'accessory_ids');
  const accessories = ids.map((id) => backend.accessories.get(id));
  for (const accessory of accessories) {
    const usable = accessory?.from === from && accessory.ticketId === undefined && accessory.ownerId === call.user.id;
    if (!usable) throw new BusinessError('OSM.01010001', 'accessory_ids');
  }
  return accessories.flatMap((accessory) => {
    if (accessory === undefined) return [];
    accessory.ticketId = ticket.incident_id;
    return [{ accessory_id: accessory.id, file_actual_name: accessory.name }];
  });
}

/** The file behind a download address, which no token protects. */
export function downloadSigned(backend: Backend, request: EmulatorRequest): Reply {
  const accessory = backend.accessories.get(request.params['accessory_id'] ?? '');
  return accessory === undefined ? { status: 404, body: 'NoSuchKey' } : fileReply(accessory.name, accessory.data);
}

function uploadJson(backend: Backend, call: Call): Reply {
  const encoded = requiredText(call.body, 'accessory_data', Number.MAX_SAFE_INTEGER);
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(encoded)) throw new BusinessError('OSM.01010001', 'accessory_data');
  return keep(backend, call, call.body, requiredText(call.body, 'accessory_name', 512), Buffer.from(encoded, 'base64'));
}

/** Part `form_data` is JSON text, part `file` the file. */
async function uploadMultipart(backend: Backend, call: Call): Promise<Reply> {
  const form = await readForm(call.request);
  const file = form?.get('file');
  const fields = parse(form?.get('form_data'));
  if (!(file instanceof File) || !isRecord(fields)) throw new BusinessError('OSM.01010001', 'form_data, file');
  const name = typeof fields['accessory_name'] === 'string' ? fields['accessory_name'] : file.name;
  return keep(backend, call, fields, name, Buffer.from(await file.arrayBuffer()));
}

async function readForm(request: EmulatorRequest): Promise<FormData | undefined> {
  try {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    return await new Response(new Uint8Array(request.body), { headers }).formData();
  } catch {
    return undefined;
  }
}

function parse(part: unknown): unknown {
  try {
    return typeof part === 'string' ? JSON.parse(part) : undefined;
  } catch {
    return undefined;
  }
}

function keep(
  backend: Backend,
  call: Call,
  fields: Readonly<Record<string, unknown>>,
  name: string,
  data: Buffer,
): Reply {
  const from = requiredText(fields, 'accessory_from', 64);
  if (from !== 'incident' && from !== 'message') throw new BusinessError('OSM.01010001', 'accessory_from');
  if (![undefined, 0, 1, '0', '1'].includes(fields['upload_type'] as undefined)) {
    throw new BusinessError('OSM.01010001', 'upload_type');
  }
  if (!LIMITS.limit_file_type.split(',').includes(extension(name))) {
    throw new BusinessError('OSM.01010001', 'accessory_name');
  }
  if (data.length > Number(LIMITS.limit_size) * 1_048_576) throw new BusinessError('OSM.01010001', 'accessory_data');
  if (backend.switches.uploadVolumeUsedUp) throw new BusinessError('OSM.01010005');
  // Never begins like an id of the generated files, which starts with a small ticket index.
  const id = `f${backend.random.hex(31)}`;
  backend.accessories.set(id, { id, name, from, data, ownerId: call.user.id, ticketId: undefined });
  return { status: 200, body: { accessory_id: id } };
}

function extension(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function limits(): Reply {
  return { status: 200, body: { accessory_limit: LIMITS } };
}

function accessUrls(backend: Backend, call: Call): Reply {
  const ids = call.query.getAll('accessory_ids');
  if (ids.length === 0) throw new BusinessError('OSM.01010001', 'accessory_ids');
  const rows = ids.map((id) => {
    const accessory = accessoryById(backend, call, id);
    return { accessory_id: id, accessory_name: accessory.name, accessory_url: signedUrl(call, id) };
  });
  return { status: 200, body: { accessory_urls: rows } };
}

function accessUrl(backend: Backend, call: Call): Reply {
  if (!RELATION_TYPES.has(call.query.get('relation_type') ?? '')) {
    throw new BusinessError('OSM.01010001', 'relation_type');
  }
  const { id } = accessoryById(backend, call, param(call, 'accessory_id'));
  return { status: 200, body: { accessory_url: signedUrl(call, id) } };
}

function signedUrl(call: Call, id: string): string {
  return `http://${call.request.headers['host'] ?? ''}${SIGNED_PATH}/${id}?AccessKeyId=emulator&Signature=abc%3D`;
}

/** Several ids with commas between them come as one zip file. */
function download(backend: Backend, call: Call): Reply {
  const accessories = param(call, 'accessory_id')
    .split(',')
    .map((id) => accessoryById(backend, call, id));
  const [first] = accessories;
  if (first !== undefined && accessories.length === 1) return fileReply(first.name, first.data);
  return fileReply('accessorys.zip', storedZip(accessories));
}

function downloadImage(backend: Backend, call: Call): Reply {
  const accessory = accessoryById(backend, call, param(call, 'accessory_id'));
  if (!IMAGE_TYPES.has(extension(accessory.name))) throw new BusinessError('OSM.01010001', 'accessory_id');
  return fileReply(accessory.name, accessory.data);
}

function fileReply(name: string, data: Buffer): Reply {
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(data.length),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
    body: data,
  };
}

/** An upload can be removed only before it is used. */
function remove(backend: Backend, call: Call): Reply {
  const accessory = accessoryById(backend, call, param(call, 'accessory_id'));
  if (accessory.ticketId !== undefined) throw new BusinessError('OSM.01010014');
  backend.accessories.delete(accessory.id);
  return written(backend);
}

function accessoryById(backend: Backend, call: Call, id: string): Accessory {
  if (!backend.accessories.has(id)) findGeneratedAccessory(backend, id);
  const accessory = backend.accessories.get(id);
  if (accessory === undefined) throw new BusinessError('OSM.01010001', 'accessory_id');
  if (accessory.ticketId !== undefined) ticketById(backend, call, accessory.ticketId);
  else if (accessory.ownerId !== call.user.id) throw new BusinessError('OSM.01010002');
  return accessory;
}
