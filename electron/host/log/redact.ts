const hidden = '***';

/** `scheme://user:password@`, also where the password itself holds `/`, `@` or `:`; as far as the last `@` of the word. */
const addressWithPassword = /([a-z][a-z0-9+.-]*:\/\/[^\s"'`:@/]*):[^\s"'`]+@/gi;

/** `password=…` of connection strings and addresses, `#token=…` of our own. */
const assignment =
  /\b(password|passwd|pwd|pass|token|secret|requirepass|masterauth)=(?:\\"(?:[^"\\]|\\[^"])*\\"|'[^']*'|[^\s"'&;,\\]+)/gi;

/** The same as fields of a JSON line. */
const field = /"(password|passwd|pwd|pass|token|secret|authorization|cookie|privateKey|apiKey)":"(?:[^"\\]|\\.)*"/gi;

/**
 * Hides what must never stand in a log: passwords in addresses and connection strings, secret fields, and every text
 * registered with `add`, in each form it takes inside JSON and addresses.
 */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** Secrets shorter than six characters would blacken half the log; the patterns find those by their place. */
  add(secret: string): void {
    if (secret.length < 6) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  redact(line: string): string {
    let text = line;
    for (const secret of this.#secrets) text = text.replaceAll(secret, hidden);
    return text
      .replace(addressWithPassword, `$1:${hidden}@`)
      .replace(assignment, `$1=${hidden}`)
      .replace(field, `"$1":"${hidden}"`);
  }
}
