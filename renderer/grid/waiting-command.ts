/** A key pressed before its row is there counts for this long. */
export const waitLimitMs = 3000;

/**
 * One command that waits until what it is about is there, such as Enter right after a sort. Another command, a click or
 * three seconds end the wait.
 */
export class WaitingCommand<Command> {
  #command: Command | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get command(): Command | null {
    return this.#command;
  }

  wait(command: Command): void {
    clearTimeout(this.#timer);
    this.#command = command;
    this.#timer = setTimeout(() => this.cancel(), waitLimitMs);
  }

  /** The command that waits; from then on it does no more. */
  take(): Command | null {
    const command = this.#command;
    this.cancel();
    return command;
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#command = null;
  }
}
