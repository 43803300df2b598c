const storageKey = 'storeroom.token';

/** The parts of `window` this needs. */
export interface TokenPlaces {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/**
 * Takes the token out of the address (`#token=…`) before anything else reads it, and keeps it for reloads of this tab.
 * @returns the token, or `null` when this tab never had one.
 */
export function takeToken(places: TokenPlaces): string | null {
  const { location, history, sessionStorage } = places;
  const token = tokenIn(location);
  if (token !== null) {
    history.replaceState(history.state, '', location.pathname + location.search);
    if (token !== '') sessionStorage.setItem(storageKey, token);
  }
  return token || sessionStorage.getItem(storageKey);
}

/** True when the address carries a token (that was not taken yet). */
export function hasToken(location: Pick<Location, 'hash'>): boolean {
  return tokenIn(location) !== null;
}

function tokenIn({ hash }: Pick<Location, 'hash'>): string | null {
  return new URLSearchParams(hash.slice(1)).get('token');
}

/** A refused token must not be tried again by the next reload. */
export function forgetToken(sessionStorage: TokenPlaces['sessionStorage']): void {
  sessionStorage.removeItem(storageKey);
}
