import type { Logger } from 'pino';
import type { Host } from '../create-host.ts';

/** What became of a path that somebody asked a running Storeroom to open. */
export type Wished =
  | { readonly kind: 'opened'; readonly project: string }
  | { readonly kind: 'refused'; readonly message: string };

/** Opens a path in a running host; `null` is the demo project. Never rejects: what can't be opened is told. */
export async function openWished(host: Host, path: string | null, log: Logger): Promise<Wished> {
  const target = path === null ? null : await host.examine(path);
  if (target?.kind === 'refused') return { kind: 'refused', message: target.message };
  try {
    return { kind: 'opened', project: await host.openProject(target) };
  } catch (error) {
    log.error({ err: error, target: path }, 'a project handed over could not be opened');
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', message: `${path ?? 'The demo project'} can't be opened: ${reason}` };
  }
}
