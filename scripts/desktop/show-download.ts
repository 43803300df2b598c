import type { Progress } from './provide-runtime.ts';

interface ErrorStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const terminalEveryMs = 200;
const lineEveryMs = 5000;

/** Shows a download: one line that counts on a terminal, a line every five seconds elsewhere. */
export function showDownload(stream: ErrorStream = process.stderr, now: () => number = Date.now): Progress {
  const isTerminal = stream.isTTY === true;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isLineOpen = false;
  const show = (text: string) => {
    stream.write(isTerminal ? `\r\u001b[K  ${text}` : `  ${text}\n`);
    isLineOpen = isTerminal;
  };
  return {
    received: (bytes, total) => {
      const isDone = bytes === total;
      if (!isDone && now() - shownAt < (isTerminal ? terminalEveryMs : lineEveryMs)) return;
      shownAt = now();
      const of = total === null ? '' : ` of ${megabytes(total)} (${Math.floor((bytes / total) * 100)} %)`;
      show(`Downloading the desktop runtime … ${megabytes(bytes)}${of}`);
    },
    unpacking: () => show('Unpacking the desktop runtime …'),
    done: () => {
      if (isLineOpen) stream.write('\n');
      isLineOpen = false;
    },
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
