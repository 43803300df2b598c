import type { Logger } from 'pino';
import type { Host } from '../create-host.ts';
import type { AskedFrom } from './asked-from.ts';

/** What became of a path or an address that somebody asked a running Storeroom to open. */
export type Wished =
  | { readonly kind: 'opened'; readonly project: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Opens a path or an address in a running host; `null` is the demo project. Never rejects: what can't be opened is told. */
export async function openWished(host: Host, wished: string | null, log: Logger, from?: AskedFrom): Promise<Wished> {
  const target = wished === null ? null : await host.examine(wished, from);
  if (target?.kind === 'refused') return { kind: 'refused', message: target.message };
  // Of an address only what its project is known by: as it was typed it may hold a password.
  const path = target?.path ?? null;
  try {
    return { kind: 'opened', project: await host.openProject(target) };
  } catch (error) {
    log.error({ err: error, target: path }, 'a project handed over could not be opened');
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', message: `${path ?? 'The demo project'} can't be opened: ${reason}` };
  }
}
