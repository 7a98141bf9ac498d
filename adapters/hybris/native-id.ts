/** Ids are opaque; those of the sibling services are 24 hexadecimal digits. */
export const NATIVE_ID = /^(?!\.{1,2}$)[A-Za-z0-9_.@-]{1,128}$/;
