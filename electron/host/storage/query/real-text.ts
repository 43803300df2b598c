/**
 * The shortest text that reads back as exactly this double, always told apart from an integer:
 * `5.0`, `0.1`, `1e21`, `-0.0`, `Infinity`.
 */
export function realText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value).replace('e+', 'e');
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Reverses {@link realText}; also takes any other spelling of a decimal number. */
export function realValue(text: string): number {
  return Number(text);
}
