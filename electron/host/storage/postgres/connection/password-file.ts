/** What a password is looked up for. */
export interface PasswordPlace {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
}

/**
 * The first line of a password file that fits (https://www.postgresql.org/docs/18/libpq-pgpass.html):
 * `host:port:database:user:password`, with `*` for anything and a backslash before `:` and `\`.
 */
export function findPassword(
  text: string,
  place: PasswordPlace,
): { readonly password: string; readonly line: number } | null {
  const wanted = [place.host, place.port, place.database, place.user];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const fields = splitFields(line);
    if (!fields) continue;
    const { names, password } = fields;
    const fits = names.every(({ text: name, isAny }, at) => isAny || name === wanted[at]);
    if (fits) return password === '' ? null : { password, line: index + 1 };
  }
  return null;
}

interface Fields {
  readonly names: readonly { readonly text: string; readonly isAny: boolean }[];
  readonly password: string;
}

function splitFields(line: string): Fields | null {
  const names: { text: string; isAny: boolean }[] = [];
  let raw = '';
  let text = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (names.length < 4 && character === ':') {
      names.push({ text, isAny: raw === '*' });
      raw = '';
      text = '';
      continue;
    }
    const isEscape = character === '\\' && at + 1 < line.length;
    if (isEscape) {
      at += 1;
      raw += character;
    }
    raw += line.charAt(at);
    text += line.charAt(at);
  }
  return names.length === 4 ? { names, password: text } : null;
}
