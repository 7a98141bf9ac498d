/** RFC 3339 text without fractions; the real backend writes any offset, +01:00 was seen (section 4). */
export function timeText(milliseconds: number, offset: 'Z' | '+01:00' = 'Z'): string {
  const shifted = offset === 'Z' ? milliseconds : milliseconds + 3_600_000;
  return new Date(shifted).toISOString().replace(/\.\d+Z$/, offset);
}
