/**
 * The page of a repository on the web, from the address it is fetched from; `null` when that is no address of a server.
 *
 * @param remote As git knows it: `https://…`, `ssh://…` or `user@host:path`
 */
export function homePageOf(remote: string): string | null {
  const short = /^(?:[^@/\s]+@)?([\w.-]+\.[\w-]+):(?!\/\/)(.+)$/.exec(remote);
  const address = short === null ? remote : `ssh://${short[1]}/${short[2]}`;
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, pathname } = new URL(address);
  if (!['http:', 'https:', 'ssh:', 'git:'].includes(protocol) || hostname === '') return null;
  // Neither a user's name or password nor a port of ssh belongs into a package.
  return `https://${hostname}${pathname.replace(/(\.git)?\/?$/, '')}`;
}
