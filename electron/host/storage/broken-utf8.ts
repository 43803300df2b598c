/** The first byte that is no UTF-8, counted from 0; `null` when all are. */
export function brokenUtf8At(bytes: Uint8Array): number | null {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decodes = (end: number, isLast: boolean): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: !isLast });
      return true;
    } catch {
      return false;
    }
  };
  try {
    decoder.decode(bytes);
    return null;
  } catch {
    let good = 0;
    let bad = bytes.length + 1;
    // The longest beginning that is the beginning of a text.
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (middle <= bytes.length && decodes(middle, false)) good = middle;
      else bad = middle;
    }
    return Math.min(good, bytes.length - 1);
  }
}
