import { randomOf, uuidOf } from '../random.ts';
import { cultures } from './culture.ts';
import { makePerson, type Person, plainLetters } from './person.ts';

/** Whom one meets first: these stand on the first page of every list. */
const firstCustomers: readonly (readonly [
  name: string,
  latin: string,
  isWoman: boolean,
  country: string,
  city: string,
])[] = [
  ['Ada Novák', 'ada novak', true, 'CZ', 'Prague'],
  ['山田 太郎', 'taro yamada', false, 'JP', 'Kyoto'],
  ['Olena Kovalenko', 'olena kovalenko', true, 'UA', 'Lviv'],
  ['José Álvarez', 'jose alvarez', false, 'ES', 'Málaga'],
  ['Mary-Jane O’Connor', 'maryjane oconnor', true, 'GB', 'Cork'],
  ['Łukasz Wójcik', 'lukasz wojcik', false, 'PL', 'Gdańsk'],
  ['Noor El-Amin', 'noor elamin', true, 'JO', 'Rotterdam'],
  ['Ingrid Solberg', 'ingrid solberg', true, 'NO', 'Bergen'],
  ['Kwame Mensah', 'kwame mensah', false, 'GH', 'Accra'],
  ['Sofia Rossi', 'sofia rossi', true, 'IT', 'Torino'],
  ['Émile Dubois', 'emile dubois', false, 'FR', 'Lyon'],
  ['Priya Raman', 'priya raman', true, 'IN', 'Chennai'],
  ['Tomáš Dvořák', 'tomas dvorak', false, 'CZ', 'Brno'],
  ['Hanna Virtanen', 'hanna virtanen', true, 'FI', 'Oulu'],
  ['陳偉', 'wei chen', false, 'TW', 'Taipei'],
  ['Ana Popescu', 'ana popescu', true, 'RO', 'Cluj'],
  ['Yusuf Demir', 'yusuf demir', false, 'TR', 'İzmir'],
  ['Greta Lund', 'greta lund', true, 'SE', 'Malmö'],
  ['عمر حداد', 'omar haddad', false, 'EG', 'Cairo'],
  ['Chloé Martin', 'chloe martin', true, 'FR', 'Nantes'],
  ['נועה כהן', 'noa cohen', true, 'IL', 'Haifa'],
  ['राहुल शर्मा', 'rahul sharma', false, 'IN', 'Jaipur'],
];

export interface StaffMember extends Person {
  readonly id: number;
  readonly account: string;
  readonly login: string;
  readonly role: string;
  /** The id of the manager; `null` for the owner. */
  readonly manager: number | null;
}

/** Roles in the order of their ids; each names how many people share it and the id of their manager. */
const roles: readonly (readonly [role: string, people: number, manager: number | null])[] = [
  ['Owner', 1, null],
  ['Studio manager', 1, 1],
  ['Head of photography', 1, 1],
  ['Finance lead', 1, 1],
  ['Photographer', 12, 3],
  ['Retoucher', 6, 3],
  ['Assistant', 6, 2],
  ['Stylist', 3, 2],
  ['Account manager', 4, 2],
  ['Bookkeeper', 2, 4],
  ['Archivist', 1, 2],
];

const owner = { name: 'Leo Park', latin: 'leo park', isWoman: false, country: 'GB', city: 'Prague' };

function known(name: string, latin: string, isWoman: boolean, country: string, city: string): Person {
  const culture = cultures.find((candidate) => candidate.country === country);
  if (culture === undefined) throw new Error(`No culture ${country}`);
  const [given = '', family = ''] = latin.split(' ');
  return {
    name,
    family: name.split(' ').at(-1) ?? name,
    latinGiven: plainLetters(given),
    latinFamily: plainLetters(family),
    isWoman,
    culture,
    city,
  };
}

/** The customer at a place of the list, counted from 0; the same for rows, files and keys. */
export function customerAt(index: number): Person {
  const first = firstCustomers[index];
  return first === undefined ? makePerson(randomOf(`customer/${index}`)) : known(...first);
}

/** Ids leave gaps, as after years of use. */
export function customerId(index: number): number {
  return 1000 + 7 * index;
}

export function customerAccount(index: number): string {
  return uuidOf(`customer/${index}`);
}

/** Everybody who works at the studio, by id from 1; a smaller `count` keeps the first. */
export function staffMembers(count: number): readonly StaffMember[] {
  const members: StaffMember[] = [];
  for (const [role, people, manager] of roles) {
    for (let number = 0; number < people && members.length < count; number += 1) {
      const id = members.length + 1;
      const person =
        id === 1
          ? known(owner.name, owner.latin, owner.isWoman, owner.country, owner.city)
          : makePerson(randomOf(`staff/${id}`));
      const login = `${person.latinGiven}.${person.latinFamily}`;
      members.push({ ...person, id, account: uuidOf(`staff/${id}`), login, role, manager });
    }
  }
  return members;
}
