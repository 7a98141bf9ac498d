import type { ContactFields } from '../../src/ticketing/write.ts';
import { toText } from './mapping-values.ts';
import type { HuaweiCase } from './wire.ts';

/** Contact data under the API's names; what was not given is left out. */
export function toContactBody({ email, phone, areaCode, hours }: ContactFields): Record<string, string> {
  return {
    ...(areaCode === undefined ? {} : { area_code: areaCode.replace(/^\+/, '') }),
    ...(phone === undefined ? {} : { remind_mobile: phone }),
    ...(email === undefined ? {} : { remind_mail: email }),
    ...(hours === undefined ? {} : { remind_time: hours }),
  };
}

/** True if the ticket shows all of the contact data that was given. */
export function showsContact({ ext_info: shown }: HuaweiCase, contact: ContactFields): boolean {
  const known: Readonly<Record<string, string | number | null | undefined>> = { ...shown };
  return Object.entries(toContactBody(contact)).every(([name, value]) => toText(known[name]) === value);
}
