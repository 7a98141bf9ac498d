import { Type, type Static } from 'typebox';

/** How files of callers are taken, and those of backends passed on. */
export const AttachmentsSchema = Type.Object(
  {
    mostBytes: Type.Integer({
      minimum: 1_024,
      maximum: 1024 * 1024 * 1024,
      default: 10 * 1024 * 1024,
      description: 'The largest file that is taken, in bytes. A backend may take less.',
    }),
    mostBytesInAll: Type.Integer({
      minimum: 1_024,
      default: 256 * 1024 * 1024,
      description: 'How many bytes of files may wait on disk to be used, of all callers together.',
    }),
    mostFiles: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 100,
      description: 'How many files may wait to be used, of all callers together.',
    }),
    keepMs: Type.Integer({
      minimum: 1_000,
      maximum: 86_400_000,
      default: 900_000,
      description: 'How long a file waits to be used before it is removed, in milliseconds.',
    }),
    mostDownloadBytes: Type.Integer({
      minimum: 1_024,
      default: 100 * 1024 * 1024,
      description: 'The largest file that is passed on from a backend, in bytes.',
    }),
    downloadDeadlineMs: Type.Integer({
      minimum: 1_000,
      maximum: 3_600_000,
      default: 300_000,
      description: 'How long one file may take on its way from a backend to a client, in milliseconds.',
    }),
  },
  { additionalProperties: false },
);

export type AttachmentSettings = Static<typeof AttachmentsSchema>;
