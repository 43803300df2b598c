/**
 * Parameters of one service (https://www.postgresql.org/docs/18/libpq-pgservice.html); `null` when the file has no such
 * service. Lines that are no assignment are told by number.
 */
export function readService(
  text: string,
  service: string,
): { readonly parameters: Map<string, string>; readonly unread: readonly number[] } | null {
  let isWanted = false;
  let wasFound = false;
  const parameters = new Map<string, string>();
  const unread: number[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      // The first one of that name counts.
      if (wasFound) break;
      isWanted = line === `[${service}]`;
      wasFound = isWanted;
      continue;
    }
    if (!isWanted) continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, equals).trim();
    // A service may not name another one, nor a directory server to ask.
    if (equals === -1 || name === 'service' || name === 'servicefile' || line.startsWith('ldap'))
      unread.push(index + 1);
    else parameters.set(name, line.slice(equals + 1).trim());
  }
  return wasFound ? { parameters, unread } : null;
}
