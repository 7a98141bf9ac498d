/** Text as a header value that every HTTP library accepts: printable ASCII, anything else percent-encoded as UTF-8. */
export function toHeaderValue(text: string): string {
  // A lone surrogate has no UTF-8 form and would make encodeURIComponent throw.
  return text.toWellFormed().replace(/[^\x20-\x7e]+/g, encodeURIComponent);
}
