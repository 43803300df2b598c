/** Index of the first UTF-16 unit that PostgreSQL can't store (U+0000, half of a surrogate pair); -1 when it can store all. */
export function firstUnstorable(text: string): number {
  return text.search(/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
}
