/**
 * A number in one spelling, whatever the one it was given in: `1e3` for `1000`, `1_000.0` and `0x3e8`. `null` for what is
 * no number. The grammar is that of PostgreSQL's `numeric` and `float8` input, which take white space around, `Infinity`
 * and `NaN` in any case, and from version 16 digits in groups and other bases for integers.
 */
export function normalDecimal(text: string): string | null {
  const trimmed = text.trim();
  const named = /^([+-]?)(?:(inf(?:inity)?)|(nan))$/i.exec(trimmed);
  if (named) return named[3] !== undefined ? 'NaN' : named[1] === '-' ? '-Infinity' : 'Infinity';
  const based = /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/.exec(trimmed);
  if (based)
    return spelled(based[1] === '-', BigInt((based[2] ?? '0').replaceAll('_', '').toLowerCase()).toString(), 0n);
  const match = /^([+-]?)(\d[\d_]*)?(?:\.(\d[\d_]*)?)?(?:[eE]([+-]?\d[\d_]*))?$/.exec(trimmed);
  if (!match) return null;
  const whole = (match[2] ?? '').replaceAll('_', '');
  const fraction = (match[3] ?? '').replaceAll('_', '');
  if (whole === '' && fraction === '') return null;
  const exponent = BigInt((match[4] ?? '0').replaceAll('_', '').replace('+', ''));
  return spelled(match[1] === '-', whole + fraction, exponent - BigInt(fraction.length));
}

/** Zero has no sign: only a floating-point column could keep it, and does. */
function spelled(isNegative: boolean, digits: string, power: bigint): string {
  const significant = digits.replace(/^0+/, '');
  const short = significant.replace(/0+$/, '');
  if (short === '') return '0';
  return `${isNegative ? '-' : ''}${short}e${power + BigInt(significant.length - short.length)}`;
}

/** A double holds exactly this number, so far as its shortest digits tell. */
export function fitsDouble(text: string): boolean {
  const normal = normalDecimal(text);
  if (normal === null) return false;
  if (/[aN]/.test(normal)) return true;
  return normalDecimal(String(Number(normal))) === normal;
}
