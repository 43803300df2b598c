import { randomOf, uuidOf } from '../random.ts';
import { customerAccount, customerAt, customerId, type StaffMember, staffMembers } from '../rows/cast.ts';
import { catalogue } from '../rows/catalogue.ts';
import { date, dayMs, hourMs } from '../rows/format.ts';
import type { Person } from '../rows/person.ts';
import { settingsEntries } from '../rows/settings-entries.ts';
import { demoNow } from '../seed-version.ts';
import { hashKey, listKey, type PlannedKey, stringKey } from './key-plan.ts';

const sessionLifeMs = 12 * hourMs;

/** Naive time with seconds, as Wefram writes it. */
const seconds = (atMs: number) => new Date(atMs).toISOString().slice(0, 19);

/** `json.dumps` of Python with its separators, letters as they are. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, part]) => `${JSON.stringify(name)}: ${pythonJson(part)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}

function session(
  account: string,
  login: string,
  person: Person,
  permissions: readonly string[],
  number: number,
): PlannedKey {
  const random = randomOf(`session/${account}/${number}`);
  const token = random.hex(64);
  const touched = demoNow - random.whole(0, 11 * 60) * 60_000;
  const value = pythonJson({
    token,
    user: {
      id: account,
      login,
      first_name: person.name.replace(person.family, '').trim(),
      middle_name: '',
      last_name: person.family,
      display_name: person.name,
      full_name: person.name,
      locale: random.pick([null, 'cs_CZ', 'en_US', 'uk_UA', 'ja_JP']),
      timezone: random.pick([null, 'Europe/Prague', 'Asia/Tokyo']),
    },
    permissions,
    start_timestamp: seconds(touched - random.whole(1, 300) * 60_000),
    touch_timestamp: seconds(touched),
  });
  return stringKey(`aaa:session:${account}:${token}`, value, sessionLifeMs - random.whole(0, 9 * hourMs));
}

/** Who is signed in: as Wefram keeps it. */
export function* sessionKeys(customers: number): Generator<PlannedKey> {
  for (const member of staffMembers(38)) {
    const count = member.id % 3 === 0 ? 2 : 1;
    for (let number = 0; number < count; number += 1) {
      yield session(member.account, member.login, member, permissionsOf(member), number);
    }
  }
  for (let index = 0; index < customers; index += 1) {
    const person = customerAt(index);
    yield session(customerAccount(index), `${person.latinGiven}.${person.latinFamily}`, person, [], 0);
    if (index % 9 === 0)
      yield session(customerAccount(index), `${person.latinGiven}.${person.latinFamily}`, person, [], 1);
  }
}

function permissionsOf(member: StaffMember): readonly string[] {
  const everybody = ['studio.view', 'studio.albums'];
  if (member.manager === null)
    return [...everybody, 'system.adminSettings', 'system.adminUsersRoles', 'studio.finance', 'studio.manage'];
  return member.id <= 4 ? [...everybody, 'studio.finance', 'studio.manage'] : everybody;
}

/** As Wefram caches its settings: everybody's with an empty middle part, then each person's. */
export function* settingKeys(): Generator<PlannedKey> {
  for (const { entity, account, data } of settingsEntries(staffMembers(38)))
    yield stringKey(`settings:catalog:${account}:${entity}`, data);
  yield stringKey('settings:catalog::studio.newsletter', 'null');
}

/** A profile for each customer who signed in this year. */
export function* profileKeys(customers: number): Generator<PlannedKey> {
  for (let index = 0; index < customers; index += 1) {
    const random = randomOf(`profile/${index}`);
    const person = customerAt(index);
    yield hashKey(`user:${customerId(index)}`, [
      ['name', person.name],
      ['email', index % 11 === 3 ? '' : `${person.latinGiven}.${person.latinFamily}@lumen.example`],
      ['city', person.city],
      ['visits', String(random.whole(1, 900))],
      ['last_seen', seconds(demoNow - random.whole(0, 300) * dayMs - random.whole(0, dayMs))],
      ['balance_ref', String(9_007_199_254_740_993n + BigInt(index) * 1_000_003n)],
      ['device', uuidOf(`device/${index}`)],
    ]);
  }
}

export function* cartKeys(customers: number): Generator<PlannedKey> {
  for (let index = 0; index < customers; index += 1) {
    const random = randomOf(`cart/${index}`);
    const products = random.shuffled(catalogue).slice(0, random.whole(1, 6));
    yield hashKey(
      `cart:${customerId(index * 3)}`,
      products.map((product) => [product.sku, String(random.whole(1, 8))] as const),
      random.whole(2 * 24, 30 * 24) * hourMs,
    );
  }
}

/** What people looked for, under their own names: keys in every script. */
export function* searchKeys(people: number): Generator<PlannedKey> {
  const words = ['wedding', '桜', 'осінь', 'Bergen', 'sepia', '🌅', 'žlutá', 'family 2024', 'זהב', 'ضوء'];
  const seen = new Set<string>();
  for (let index = 0; seen.size < people; index += 1) {
    const { name } = customerAt(index);
    if (seen.has(name)) continue;
    seen.add(name);
    const random = randomOf(`search/${index}`);
    yield listKey(
      `search:recent:${name}`,
      Array.from({ length: random.whole(1, 9) }, () => random.pick(words)),
      random.whole(3 * 24, 60 * 24) * hourMs,
    );
  }
}

/** Requests of the last hour by address, counted. */
export function* rateKeys(addresses: number): Generator<PlannedKey> {
  for (let index = 0; index < addresses; index += 1) {
    const random = randomOf(`rate/${index}`);
    const address = index % 6 === 0 ? `2001:db8:${random.hex(4)}::${random.hex(3)}` : `192.0.2.${index % 250}`;
    yield stringKey(
      `rate:${date(demoNow)}:${index}:${address}`,
      String(random.whole(1, 240)),
      random.whole(2, 24) * hourMs,
    );
  }
}
