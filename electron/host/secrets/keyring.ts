/** A key of the operating system that locks passwords away; only the desktop window has one. */
export interface Keyring {
  /** Why secrets can't be kept here, one sentence; `null` when they can. Asked anew each time: a keyring can be unlocked. */
  refusal(): Promise<string | null>;
  /** @throws AppError `unsupported` with the refusal */
  seal(secret: string): Promise<Uint8Array>;
  /**
   * `renewed` is what to keep from now on where the key has changed, else `null`.
   * @throws AppError `unsupported` with the refusal; `auth` when it was sealed with another key
   */
  open(sealed: Uint8Array): Promise<{ readonly secret: string; readonly renewed: Uint8Array | null }>;
}
