/** Whether two addresses that we wrote name the same database: how the connection is secured is no part of that. */
export function isSameAddress(a: string, b: string): boolean {
  return withoutTls(a) === withoutTls(b);
}

function withoutTls(address: string): string {
  const [place = '', query = ''] = address.split('?', 2);
  const kept = query.split('&').filter((parameter) => parameter !== '' && !parameter.startsWith('ssl'));
  return kept.length > 0 ? `${place}?${kept.join('&')}` : place;
}
