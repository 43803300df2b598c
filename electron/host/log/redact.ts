const hidden = '***';

/**
 * The part of an address before its `@`: `scheme://user:password@`. The password may hold `/`, `@` or `:` that nobody
 * encoded: it goes as far as the last `@` of the word.
 */
const addressWithPassword = /([a-z][a-z0-9+.-]*:(?:\/\/)?[^\s"'`:@/]*):[^\s"'`]+@/gi;

/** With an address that is known to be one the password may hold quotes and backticks too, but no blank. */
const databaseAddress =
  /\b((?:postgres(?:ql)?|rediss?|redis\+unix|mongodb(?:\+srv)?|mysql):\/\/[^\s:@/"]*):(?:[^\s"\\]|\\.)+@/gi;

const names = 'password|passwd|pwd|pass|token|secret|requirepass|masterauth|pgpassword|sslpassword';

/** One value as connection strings (libpq: `\` escapes, `'…'` quotes), shells and addresses write it. */
const value = String.raw`(?:\\"(?:[^"\\]|\\[^"])*\\"|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\\\?.)*'|(?:[^\s"'&;,\\]|\\[^"])+)`;

/** `password=…`, `password = '…'` of connection strings and addresses, `PGPASSWORD=…` of shells, `#token=…` of our own. */
const assignment = new RegExp(String.raw`\b(${names})(\s*=\s*)${value}`, 'gi');

/** The same as fields of a JSON line. */
const field =
  /"(password|passwd|pwd|pass|token|secret|authorization|cookie|privateKey|apiKey|passphrase|PGPASSWORD|sslpassword)":"(?:[^"\\]|\\.)*"/gi;

/** `host:port:database:user:password`, a line of a password file (PostgreSQL 18, 32.16). `\:` and `\\` stand for themselves. */
const passwordLine =
  /((?:^|[\s"'`])(?:[^\s:"'`\\/]|\\\\?.)+:(?:\*|\d{1,5}):(?:[^\s:"'`\\]|\\\\?.)+:(?:[^\s:"'`\\]|\\\\?.)+):[^\s"'`]+/gm;

/** Hides passwords that can be told by the place they stand in. */
export function hidePasswords(text: string): string {
  return text
    .replace(databaseAddress, `$1:${hidden}@`)
    .replace(addressWithPassword, `$1:${hidden}@`)
    .replace(assignment, `$1$2${hidden}`)
    .replace(field, `"$1":"${hidden}"`)
    .replace(passwordLine, `$1:${hidden}`);
}

/** Shorter ones would blacken half the log; the patterns find those by their place. */
const shortestSecret = 6;

/**
 * Hides what must never stand in a log: passwords in addresses and connection strings, secret fields, and every text
 * registered with `add`, in each form it takes inside JSON, addresses and encodings.
 */
export class Redactor {
  /** The longest first: one that begins like another must not leave its end behind. */
  #secrets: readonly string[] = [];

  add(secret: string): void {
    if (secret.length < shortestSecret) return;
    const all = new Set([...this.#secrets, ...formsOf(secret)]);
    this.#secrets = [...all].sort((one, other) => other.length - one.length);
  }

  redact(line: string): string {
    let text = line;
    for (const secret of this.#secrets) text = text.replaceAll(secret, hidden);
    return hidePasswords(text);
  }
}

/** As JSON, twice as JSON (a JSON text inside a log line), percent-encoded, escaped for a connection string or password file. */
function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const bytes = Buffer.from(secret, 'utf8');
  const percent = secret.isWellFormed() ? encodeURIComponent(secret) : secret;
  const plain = [
    secret,
    percent,
    percent.replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    percent.replaceAll('%20', '+'),
    secret.replaceAll(/[\\']/g, String.raw`\$&`),
    secret.replaceAll(/[\\:]/g, String.raw`\$&`),
    json,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  return plain.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
}
