const lookEveryMs = 200;

/**
 * npm hands a SIGTERM on to the shell it runs a script in, and the shell dies without a word to the script: without this
 * `kill <npm>` would leave Storeroom running. (Ctrl-C reaches everybody, it goes to the terminal's whole group.)
 */
export function endWithShell(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
  }, lookEveryMs).unref();
}
