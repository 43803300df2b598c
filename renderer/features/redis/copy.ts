import { notify } from '../../ui/index.ts';

/** @param what begins the sentence that tells about it: `Key`. */
export async function copyToClipboard(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify({ kind: 'success', message: `${what} copied` });
  } catch {
    notify({ kind: 'error', message: 'The clipboard can’t be written' });
  }
}
