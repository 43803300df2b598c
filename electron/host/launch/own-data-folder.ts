import { type DataLock, takeDataFolder } from '../local-state/data-lock.ts';
import { handOver, type Wish } from './handover.ts';
import { StartRefused } from './start-refused.ts';

export type DataFolder =
  | { readonly kind: 'owned'; readonly lock: DataLock }
  /** Another process has the folder and has taken over the wish; `address` is where it shows it. */
  | { readonly kind: 'handedOver'; readonly address: string };

/**
 * Takes the data folder for this process, or hands the wish to the one that has it.
 * @throws StartRefused when neither is possible, or the owner refuses the wish
 */
export async function ownDataFolder(dataDirectory: string, wish: Wish): Promise<DataFolder> {
  const attempt = attemptLock(dataDirectory);
  if (attempt !== null) return { kind: 'owned', lock: attempt };
  const answer = await handOver(dataDirectory, wish);
  switch (answer.kind) {
    case 'opened':
      return { kind: 'handedOver', address: answer.address };
    case 'refused':
      throw new StartRefused(answer.message);
    case 'unreachable': {
      const who = answer.holder ? `process ${answer.holder.pid}` : 'another process';
      throw new StartRefused(
        `The data folder ${dataDirectory} belongs to ${who}, which does not answer; end it or use another folder (--data)`,
      );
    }
  }
}

function attemptLock(dataDirectory: string): DataLock | null {
  try {
    const attempt = takeDataFolder(dataDirectory);
    return attempt.kind === 'owned' ? attempt.lock : null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StartRefused(`The data folder ${dataDirectory} can't be used: ${message}`);
  }
}
