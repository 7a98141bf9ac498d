import sample from '../../../adapters/hybris/fixtures/service-ticket.json' with { type: 'json' };

export const OWN_ID = 'C1381590151';

/** The documented ticket as the backend would give it back. */
export function ticket(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...sample,
    id,
    customerId: OWN_ID,
    productId: '',
    metadata: { createdAt: '2016-11-22T06:23:50.030+0000', modifiedAt: '2016-11-22T06:23:50.030+0000', version: 1 },
    ...more,
  };
}

/** A ticket with this second of creation. */
export function ticketAt(id: string, second: number): Record<string, unknown> {
  const at = `2016-11-22T06:00:${String(second).padStart(2, '0')}.000+0000`;
  return ticket(id, { metadata: { createdAt: at, modifiedAt: at, version: 1 } });
}

/** An id as the sibling services make them. */
export function sampleId(number: number): string {
  return `5833e476ecb9ab001d6d${(0x3500 + number).toString(16)}`;
}
