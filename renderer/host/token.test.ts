import { describe, expect, it } from 'vitest';
import { forgetToken, type TokenPlaces, takeToken } from './token.ts';

function tab(hash: string, kept = new Map<string, string>()) {
  const addresses: string[] = [];
  const places: TokenPlaces = {
    location: { hash, pathname: '/p/demo/log', search: '?reference=a' },
    history: { state: { index: 3 }, replaceState: (_state, _unused, url) => void addresses.push(String(url)) },
    sessionStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
  };
  return { places, addresses, kept };
}

describe('the token', () => {
  it('is taken out of the address, the rest of which stays', () => {
    const { places, addresses } = tab('#token=abc-DEF_123');
    expect(takeToken(places)).toBe('abc-DEF_123');
    expect(addresses).toEqual(['/p/demo/log?reference=a']);
  });

  it('is found again after a reload of the tab', () => {
    const { places, kept } = tab('#token=abc');
    takeToken(places);
    const reloaded = tab('', kept);
    expect(takeToken(reloaded.places)).toBe('abc');
    expect(reloaded.addresses).toEqual([]);
  });

  it('of a new address takes the place of the one kept', () => {
    const { places, kept } = tab('#token=old');
    takeToken(places);
    expect(takeToken(tab('#token=new', kept).places)).toBe('new');
    expect(takeToken(tab('', kept).places)).toBe('new');
  });

  it('is missing in a tab that never had one, and after it was forgotten', () => {
    expect(takeToken(tab('').places)).toBeNull();
    expect(takeToken(tab('#token=').places)).toBeNull();
    const { places, kept } = tab('#token=abc');
    takeToken(places);
    forgetToken(places.sessionStorage);
    expect(takeToken(tab('', kept).places)).toBeNull();
  });
});
