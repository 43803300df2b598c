import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ForkOptions, UtilityProcess } from 'electron';
import type { FakeApp } from './app.ts';
import { ElectronRule, ipcClone } from './rule.ts';

/** Gives the child `process.parentPort`, which utility processes have and forked Node processes have not. */
const parentPortModule = fileURLToPath(new URL('./parent-port.ts', import.meta.url));

/** What `utilityProcess` is for an instance. The processes are real. */
export function utilityProcessOf(app: FakeApp) {
  const running = new Set<FakeUtilityProcess>();
  void app.exited.then(() => {
    // Chromium ends them with the browser process.
    for (const child of running) child.kill();
  });
  return {
    fork: (modulePath: string, parameters: readonly string[] = [], options: ForkOptions = {}): FakeUtilityProcess => {
      if (!app.isReady()) {
        throw new ElectronRule(
          'utilityProcess cannot be created before app is ready',
          'api/utility-process: "can only be called after the ready event has been emitted on App"',
        );
      }
      const stdio = options.stdio ?? 'inherit';
      if (Array.isArray(stdio) && stdio[0] !== 'ignore') {
        throw new ElectronRule(
          'stdin value other than ignore is not supported',
          'api/utility-process: stdio: "Configuring stdin to any property other than ignore is not supported and will result in an error"',
        );
      }
      const child = new FakeUtilityProcess(modulePath, parameters, stdio);
      running.add(child);
      child.once('exit', () => running.delete(child));
      return child;
    },
  };
}

export class FakeUtilityProcess extends EventEmitter implements Pick<UtilityProcess, 'kill' | 'postMessage'> {
  readonly #child: ChildProcess;
  pid: number | undefined;

  constructor(modulePath: string, parameters: readonly string[], stdio: ForkOptions['stdio']) {
    super();
    const [, output = 'inherit', errors = 'inherit'] = Array.isArray(stdio) ? stdio : ['ignore', stdio, stdio];
    this.#child = fork(modulePath, [...parameters], {
      execArgv: ['--import', parentPortModule],
      serialization: 'advanced',
      stdio: ['ignore', asNode(output), asNode(errors), 'ipc'],
    });
    this.#child.once('spawn', () => {
      this.pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('exit', (code, signal) => {
      this.emit('exit', code ?? (signal === null ? 0 : 128));
      this.pid = undefined;
    });
  }

  postMessage(message: unknown): void {
    // Serialisable by the line below, and that is all `send` asks for.
    if (this.#child.connected) this.#child.send(ipcClone(message) as object);
  }

  /** api/utility-process: child.kill: "Terminates the process gracefully. On POSIX, it uses SIGTERM". */
  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

/** The values of api/utility-process are among Node's. */
function asNode(value: string): 'ignore' | 'inherit' | 'pipe' {
  if (value === 'ignore' || value === 'inherit' || value === 'pipe') return value;
  throw new ElectronRule(`Unknown value of stdio: ${value}`, 'api/utility-process: stdio');
}
