import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';

/**
 * The rows without those of other customers. The backend should never send any: this is the second lock on the same door.
 * @param ownCustomerId null if not known, or if all customers may be seen
 */
export function keepOwn<Row extends { readonly customerId?: string | null | undefined }>(
  rows: readonly Row[],
  ownCustomerId: string | null,
  log: AdapterLog,
): readonly Row[] {
  if (ownCustomerId === null) return rows;
  const own = rows.filter(
    ({ customerId = '' }) => customerId === null || customerId === '' || customerId === ownCustomerId,
  );
  const dropped = rows.length - own.length;
  if (dropped > 0) log.warn('The backend sent rows of another customer; they are left out.', { dropped });
  return own;
}
