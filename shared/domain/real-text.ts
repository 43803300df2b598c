/**
 * The shortest text that reads back as exactly this double, always told apart from an integer:
 * `5.0`, `0.1`, `1e21`, `-0.0`, `Infinity`.
 */
export function realText(value: number): string {
  const text = String(value);
  if (Number.isInteger(value)) {
    if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
    return text.includes('e') ? text.replace('e+', 'e') : `${text}.0`;
  }
  // Only whole numbers are big enough for a positive exponent.
  return text;
}

/** Reverses {@link realText}; also takes any other spelling of a decimal number. */
export function realValue(text: string): number {
  return Number(text);
}
