/** A page carries at most this many characters of a text, and half as many bytes of a blob. */
export const previewCharacters = 256;
