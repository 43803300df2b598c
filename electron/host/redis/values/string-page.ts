import type { ValuePage } from '../../../../shared/contract/redis.ts';
import { asBytes } from '../reading-connection.ts';
import { isPlainText, toWholeCell, wholeCharacters } from '../redis-cell.ts';
import { readAs, type ValueReading } from './value-reading.ts';

/** One window of a string. */
export const stringWindowBytes = 65_536;

/**
 * The window that begins at byte `start`. Text ends between two characters, so that one window after the other gives
 * the whole text. `asStored` cuts exactly and gives bytes, for a view that addresses them by position.
 */
export async function readStringPage(reading: ValueReading, start: number, asStored: boolean): Promise<ValuePage> {
  // A few bytes more tell whether there is anything after the window, and whether a character reaches into it.
  const [reply] = await readAs(reading, 'string', [['GETRANGE', reading.key, start, start + stringWindowBytes + 3]]);
  const bytes = asBytes(reply);
  const text = bytes.subarray(0, wholeCharacters(bytes, stringWindowBytes));
  const isText = !asStored && isPlainText(text);
  const window = isText ? text : bytes.subarray(0, stringWindowBytes);
  const end = start + window.length;
  return {
    type: 'string',
    elements: [[isText ? toWholeCell(window) : { kind: 'bytes', hex: window.toString('hex') }]],
    at: [''],
    next: bytes.length > window.length ? String(end) : null,
    offset: start,
  };
}
