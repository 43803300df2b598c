import { useEffect, useState } from 'react';

const quietMs = 200;

/** The text once nobody types any more; emptied at once. */
export function useSettledText(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : quietMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
