import { expect, test } from 'vitest';
import { homePageOf } from './home-page.ts';

test.each([
  ['https://example.org/team/storeroom.git', 'https://example.org/team/storeroom'],
  ['https://someone:secret@example.org/team/storeroom', 'https://example.org/team/storeroom'],
  ['git@example.org:team/storeroom.git', 'https://example.org/team/storeroom'],
  ['ssh://git@example.org:2222/team/storeroom.git/', 'https://example.org/team/storeroom'],
  ['/srv/git/storeroom.git', null],
  ['C:\\git\\storeroom', null],
  ['../storeroom', null],
  ['', null],
])('the home page of %j is %j', (remote, page) => {
  expect(homePageOf(remote)).toBe(page);
});
