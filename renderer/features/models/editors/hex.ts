/** Lower-case, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Pairs of digits, sixteen to a line, for the eye; reading it as bytes leaves out the spaces. */
export function spacedHex(hex: string): string {
  return (hex.match(/.{1,32}/g) ?? []).map((line) => (line.match(/../g) ?? []).join(' ')).join('\n');
}
