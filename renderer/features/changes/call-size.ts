import { maxFrameBytes } from '../../../shared/transport/protocol.ts';

/** Room for what a call carries beside its input, and for the type notes of exact integers. */
export const maxCallBytes = maxFrameBytes - 1024 * 1024;

const encoder = new TextEncoder();

/** The size of a value on its way to the host, in bytes. */
export function callSize(value: unknown): number {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part));
  return encoder.encode(text).length;
}
