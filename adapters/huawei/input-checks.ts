import type { ContactFields, UserError } from '../../src/ticketing/write.ts';
import { refuseField } from '../../src/ticketing/write.ts';

const LONGEST_EMAIL = 128;
const LONGEST_PHONE = 32;
/** The longest `judgement` and `operate_desc`. */
const LONGEST_WORDS = 400;

/** The refusal of a text that is too long; counted in units of UTF-16, of which there are never fewer than characters. */
export function refuseLonger(field: string, text: string | undefined, longest: number, what: string): UserError[] {
  if (text === undefined || text.length <= longest) return [];
  return [refuseField(field, `${what} may have ${longest} characters, and this has ${text.length}.`)];
}

/** Words that go along with an action. */
export function checkWords(field: string, words: string | undefined): UserError[] {
  return refuseLonger(field, words, LONGEST_WORDS, 'The reason');
}

/** How to reach whoever asks. The formats of the telephone number and of the area code are not published. */
export function checkContact({ email, phone, areaCode, hours }: ContactFields): UserError[] {
  const errors: UserError[] = [];
  if (email !== undefined && (email.length > LONGEST_EMAIL || !/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email)))
    errors.push(refuseField('fields.contact.email', `Write an e-mail address of at most ${LONGEST_EMAIL} characters.`));
  if (phone !== undefined && (phone.length > LONGEST_PHONE || !/^[0-9 ().-]*\d[0-9 ().-]*$/.test(phone)))
    errors.push(
      refuseField(
        'fields.contact.phone',
        `Write a telephone number of at most ${LONGEST_PHONE} digits, without its area code, which has a field of its own.`,
      ),
    );
  if (areaCode !== undefined && !/^\+?\d{1,8}$/.test(areaCode))
    errors.push(refuseField('fields.contact.areaCode', 'Write the area code in digits, such as 86.'));
  if (hours !== undefined && !isHours(hours))
    errors.push(refuseField('fields.contact.hours', 'Write hours such as 09:00-18:00, or 0 for any time.'));
  return errors;
}

function isHours(text: string): boolean {
  const time = '([01]\\d|2[0-3]):[0-5]\\d';
  return text === '0' || new RegExp(`^${time}-(${time}|24:00)$`).test(text);
}
