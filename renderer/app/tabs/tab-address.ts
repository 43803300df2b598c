/** Paths of the app are `/p/<project>/…`. @returns the project's id, or `null` for any other path */
export function projectOf(href: string): string | null {
  const segment = /^\/p\/([^/?#]+)/.exec(href)?.[1];
  return segment === undefined ? null : decodeSegment(segment);
}

/**
 * What a path shows, whatever its view state: two paths with the same key are the same item. The related files of two rows
 * are two items, so their scope belongs to the key.
 */
export function itemKey(href: string): string {
  const { pathname, search } = splitHref(href);
  const scope = pathname.endsWith('/files/related') ? new URLSearchParams(search).get('scope') : null;
  return scope === null ? pathname : `${pathname}?scope=${scope}`;
}

/** True for `/p/<project>`, which shows no item. */
export function isItem(href: string): boolean {
  return !/^\/(?:p\/[^/]+)?\/?$/.test(splitHref(href).pathname);
}

/** True when the path says more than which item it is. */
export function hasViewState(href: string): boolean {
  const { pathname, search } = splitHref(href);
  if (search === '' || search === '?') return false;
  const parameters = new URLSearchParams(search);
  if (pathname.endsWith('/files/related')) parameters.delete('scope');
  return parameters.size > 0;
}

export function splitHref(href: string): { pathname: string; search: string } {
  const [withoutHash = ''] = href.split('#', 1);
  const at = withoutHash.indexOf('?');
  return at < 0
    ? { pathname: withoutHash, search: '' }
    : { pathname: withoutHash.slice(0, at), search: withoutHash.slice(at) };
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
