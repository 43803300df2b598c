import { type Random, randomOf } from '../random.ts';
import { demoNow } from '../seed-version.ts';
import { badge } from './blobs.ts';
import { customerAccount, customerAt, customerId, type StaffMember } from './cast.ts';
import { byDay, date, dayMs, decimal, timestamp } from './format.ts';
import type { Person } from './person.ts';
import { note, paragraph, prose } from './prose.ts';
import { openedAt, type SqlRow, type World } from './world.ts';

export const staffColumns = [
  'id',
  'portrait',
  'name',
  'role',
  'email',
  'manager',
  'account',
  'phone',
  'day_rate',
  'is_active',
  'hired',
  'skills',
  'badge',
  'bio',
];

const skills = [
  'portrait',
  'wedding',
  'product',
  'food',
  'drone',
  'retouching',
  'lighting',
  'video',
  'analogue',
  'archive',
];

export function* staffRows(world: World): Generator<SqlRow> {
  for (const member of world.staff) yield staffRow(world, member);
}

function staffRow(world: World, member: StaffMember): SqlRow {
  const random = randomOf(`staff row/${member.id}`);
  const known = random.shuffled(skills).slice(0, random.whole(1, 5));
  return [
    member.id,
    world.plan.portraits.get(member.id)?.id ?? null,
    member.name,
    member.role,
    `${member.login}${world.staff.some((other) => other.id < member.id && other.login === member.login) ? member.id : ''}@lumen.example`,
    member.manager,
    member.account,
    random.chance(0.2) ? null : phone(random, member),
    decimal(member.id === 1 ? 0 : random.whole(140, 620) * 100),
    member.id > 4 && random.chance(0.12) ? 0 : 1,
    date(openedAt + Math.floor((member.id / 40) * (demoNow - openedAt)) - random.whole(0, 90) * dayMs),
    JSON.stringify(known),
    badge(member.account),
    random.chance(0.25) ? null : paragraph(random, random.whole(2, 5)),
  ];
}

function phone(random: Random, person: Person): string {
  return `${person.culture.phone} ${random.whole(200, 999)} ${random.whole(100, 999)} ${random.whole(100, 999)}`;
}

export const customerColumns = [
  'id',
  'avatar',
  'name',
  'email',
  'city',
  'country',
  'balance',
  'manager',
  'updated',
  'is_company',
  'phone',
  'birthday',
  'referred_by',
  'external_ref',
  'account',
  'preferences',
  'notes',
  'created',
];

/** The first page's balances; one of them is larger than a floating-point number can tell apart. */
const firstBalances = [
  '1204.50',
  '-12.00',
  '84.00',
  '0.00',
  '9007199254740993.10',
  '310.25',
  '45.90',
  '1980.00',
  '72.10',
  '15.75',
  '640.00',
  '2310.80',
  '18.00',
  '0.50',
  '93.40',
  '7.25',
  '412.00',
  '66.60',
  '5.00',
  '128.00',
  '0.00',
  '1050.00',
];
const mailHosts = ['mail.example', 'post.example', 'inbox.example', 'example.com', 'example.org', 'büro.example'];
const companyForms: Record<string, (family: string) => string> = {
  CZ: (family) => `${family} ateliér s.r.o.`,
  UA: (family) => `ТОВ «${family}»`,
  PL: (family) => `${family} i Wspólnicy sp. z o.o.`,
  JP: (family) => `株式会社${family}`,
  GB: (family) => `${family} & Daughters Ltd`,
  DE: (family) => `${family} Möbel GmbH`,
  FR: (family) => `Maison ${family}`,
  ES: (family) => `Bodegas ${family} S.L.`,
  IT: (family) => `Ceramiche ${family} S.r.l.`,
};

export function* customerRows(world: World): Generator<SqlRow> {
  for (let index = 0; index < world.counts.customers; index += 1) yield customerRow(world, index);
}

function customerRow(world: World, index: number): SqlRow {
  const person = customerAt(index);
  const random = randomOf(`customer row/${index}`);
  const isFirst = index < firstBalances.length;
  const created =
    openedAt +
    Math.floor((index / world.counts.customers) ** 0.8 * (demoNow - openedAt - 3 * dayMs)) +
    random.whole(0, dayMs);
  const updated = created + dayMs + Math.floor(random.unit() ** 0.5 * (demoNow - dayMs - created));
  const isCompany = !isFirst && random.chance(0.08);
  const form = companyForms[person.culture.country] ?? ((family: string) => `${family} Studio`);
  return [
    customerId(index),
    world.plan.avatars.get(index)?.id ?? null,
    isCompany ? form(person.family) : person.name,
    email(random, person, index),
    person.city,
    person.culture.country,
    firstBalances[index] ?? balance(random),
    random.chance(0.12) ? null : random.pick(world.accountManagers),
    timestamp(byDay(updated), random.whole(0, 999)),
    isCompany ? 1 : 0,
    random.chance(0.18) ? null : random.chance(0.06) ? '' : phone(random, person),
    isCompany || random.chance(0.3)
      ? null
      : date(Date.UTC(random.whole(1938, 2006), random.whole(0, 11), random.whole(1, 28))),
    index > 10 && random.chance(0.2) ? customerId(random.whole(0, index - 1)) : null,
    random.chance(0.05) ? null : 9_007_199_254_740_993n + BigInt(index) * 1_000_003n,
    customerAccount(index),
    preferences(random),
    notes(random, index),
    timestamp(byDay(created), random.whole(0, 999)),
  ];
}

function email(random: Random, person: Person, index: number): string | null {
  const name = `${person.latinGiven}.${person.latinFamily}`;
  const nobody = index === 3 || index === 10;
  if (nobody || (index > 10 && random.chance(0.07))) return null;
  if (index > 10 && random.chance(0.03)) return '';
  // The number keeps addresses of people with the same name apart.
  return index < 22 ? `${name}@lumen.example` : `${name}${index}@${random.pick(mailHosts)}`;
}

function balance(random: Random): string {
  if (random.chance(0.45)) return '0.00';
  return decimal(random.chance(0.12) ? -random.whole(1, 90_000) : Math.floor(random.unit() ** 3 * 600_000));
}

/** Written by several generations of software: spacing, order and digits differ, and all of it is to be kept. */
function preferences(random: Random): string | null {
  if (random.chance(0.22)) return null;
  if (random.chance(0.08)) return '{}';
  const newsletter = random.chance(0.6);
  const discount = random.pick(['10.00', '5.00', '0', '12.5', '1.50e1']);
  const ref = 9_007_199_254_740_993n + BigInt(random.whole(0, 5_000_000));
  if (random.chance(0.3)) return `{"newsletter":${newsletter},"discount":${discount},"ref":${ref}}`;
  const languages = random.shuffled(['cs', 'en', 'uk', 'ja', 'de', 'fr']).slice(0, random.whole(1, 3));
  return `{"newsletter": ${newsletter}, "discount": ${discount}, "ref": ${ref}, "languages": ${JSON.stringify(languages)}, "paper": {"finish": "${random.pick(['matte', 'glossy', 'baryta'])}", "border_mm": ${random.pick(['0', '3.0', '5.50'])}}}`;
}

function notes(random: Random, index: number): string | null {
  // One record of an old import holds a whole correspondence.
  if (index === 5) return prose(random, 14_000);
  const kind = random.unit();
  if (kind < 0.58) return null;
  if (kind < 0.7) return '';
  if (kind < 0.94) return note(random);
  return prose(random, random.whole(300, 5000));
}
