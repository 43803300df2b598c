import { spawn } from 'node:child_process';

/**
 * Ends another process when this one is gone, even by SIGKILL: the kernel closes our end of a pipe, `read` returns, and
 * the process is told to end. In a session of its own, so that a terminal's Ctrl-C does not end the watcher first.
 *
 * @returns a function that ends the watch; to be called once the process has ended, before its number is used again.
 */
export function endWithThisProcess(processId: number, signal: 'TERM' | 'INT' | 'QUIT' = 'TERM'): () => void {
  const script = `read line; kill -${signal} ${processId} 2>/dev/null`;
  const watcher = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.on('error', () => {
    // Without a shell the process is still ended on every orderly end; whoever starts it again meets a leftover.
  });
  watcher.stdin.on('error', () => {
    // The watcher is gone, so nothing can be written to it; nothing ever is.
  });
  watcher.unref();
  return () => void watcher.kill('SIGKILL');
}
