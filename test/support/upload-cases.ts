import type { EmulatorControl } from '../../src/emulation/emulator.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { sendFile } from './send-file.ts';
import type { WriteCase } from './write-cases.ts';

/** A mutation that needs a file which the gateway took in before. */
export interface UploadCase extends Omit<WriteCase, 'prepare'> {
  /** Label of the emulator's route that makes what people see, where that is not the one that the fault befalls. */
  readonly changeRoute?: string;
  /** Makes what the mutation needs, sends the file, and gives the mutation's input. */
  prepare(control: EmulatorControl, gateway: { readonly url: string }): Promise<Record<string, unknown>>;
}

let counter = 0;

async function sendNewFile(gateway: { readonly url: string }): Promise<string> {
  counter += 1;
  const { uploadId } = await sendFile(gateway, `error ${counter}.log`, `line ${counter}\n`);
  return uploadId;
}

function toMessage(name: string, route: string): UploadCase {
  return {
    backend: 'huawei',
    name,
    route,
    changeRoute: 'createMessage',
    field: 'uploadAttachment',
    inputType: 'UploadAttachmentInput',
    async prepare(control, gateway) {
      const { incident_id } = control.act('addTicket', { status: 1 }) as { readonly incident_id: string };
      const ticketId = encodeGlobalId({ type: 'Ticket', backend: 'huawei', nativeId: incident_id });
      return { ticketId, uploadId: await sendNewFile(gateway), text: `See the file ${counter}` };
    },
  };
}

/** Every way in which a backend takes files. */
export const UPLOAD_CASES: readonly UploadCase[] = [
  {
    backend: 'huawei',
    name: 'upload for a new ticket',
    route: 'uploadJson',
    field: 'uploadAttachment',
    inputType: 'UploadAttachmentInput',
    prepare: async (_control, gateway) => ({ backend: 'huawei', uploadId: await sendNewFile(gateway) }),
  },
  toMessage('upload to a ticket', 'createMessage'),
  toMessage('upload to a ticket (the file itself)', 'uploadJson'),
];
