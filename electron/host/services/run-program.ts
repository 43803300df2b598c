import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '../../../shared/domain/app-error.ts';

export interface ProgramOptions {
  readonly signal: AbortSignal;
  readonly workingDirectory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Gives up when the program prints nothing for this long. Default: never. */
  readonly silenceMs?: number;
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program of the system to its end, without a shell and without a terminal.
 *
 * @returns its standard output as text.
 * @throws AppError `aborted` when the signal fires, `timeout` when it fell silent; Error with its last lines when it
 * can't be started or ends with another code than 0.
 */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  if (options.signal.aborted) throw new AppError('aborted', `${program} was cancelled`);
  const child = spawn(program, parameters, {
    cwd: options.workingDirectory,
    env: options.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const output: string[] = [];
  const errors: string[] = [];
  let isSilent = false;
  const silence =
    options.silenceMs === undefined
      ? undefined
      : setTimeout(() => {
          isSilent = true;
          child.kill('SIGKILL');
        }, options.silenceMs);
  const abort = () => void child.kill('SIGKILL');
  options.signal.addEventListener('abort', abort, { once: true });
  for (const [stream, lines] of [
    [child.stdout, output],
    [child.stderr, errors],
  ] as const) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      silence?.refresh();
      options.onLine?.(line);
    });
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (options.signal.aborted) throw new AppError('aborted', `${program} was cancelled`);
    if (isSilent) throw new AppError('timeout', `${program} printed nothing for ${options.silenceMs} ms`);
    if (code !== 0) {
      const last = (errors.length > 0 ? errors : output).slice(-3).join(' · ');
      throw new Error(`${program} ended with code ${code}: ${last}`);
    }
    return output.join('\n');
  } finally {
    clearTimeout(silence);
    options.signal.removeEventListener('abort', abort);
  }
}
