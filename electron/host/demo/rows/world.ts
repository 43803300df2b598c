import { type FilePlan, planFiles } from '../files/file-plan.ts';
import { portfolio } from '../files/portfolio.ts';
import { randomOf } from '../random.ts';
import { type StaffMember, staffMembers } from './cast.ts';

/** One row, in the order of the columns it is written with. */
export type SqlRow = readonly (null | number | bigint | string | Uint8Array)[];

/** How many rows each table gets; `audit_log` takes what is left of the total. */
export interface RowCounts {
  readonly total: number;
  readonly staff: number;
  readonly customers: number;
  readonly albums: number;
  readonly photos: number;
  readonly tags: number;
  readonly orders: number;
  readonly bookings: number;
  readonly equipment: number;
  readonly documents: number;
}

export function rowCounts(scale: number): RowCounts {
  const scaled = (count: number, least: number) => Math.max(least, Math.round(count * scale));
  return {
    total: Math.round(200_000 * scale),
    staff: 38,
    customers: scaled(12_480, 40),
    albums: scaled(1204, 20),
    photos: scaled(30_000, 200),
    tags: 214,
    orders: scaled(21_600, 40),
    bookings: scaled(5200, 10),
    equipment: scaled(340, 10),
    documents: scaled(620, 30),
  };
}

/** What the tables know of each other. */
export interface World {
  readonly counts: RowCounts;
  readonly plan: FilePlan;
  readonly staff: readonly StaffMember[];
  /** Ids of the staff who take pictures, and of those who look after customers. */
  readonly photographers: readonly number[];
  readonly accountManagers: readonly number[];
  /** By place of the album. */
  readonly photosOfAlbum: readonly number[];
}

export function makeWorld(scale: number): World {
  const counts = rowCounts(scale);
  const staff = staffMembers(counts.staff);
  const withRole = (role: string) => staff.filter((member) => member.role === role).map((member) => member.id);
  const plan = planFiles(scale);
  return {
    counts,
    plan,
    staff,
    photographers: withRole('Photographer'),
    accountManagers: [...withRole('Account manager'), ...withRole('Studio manager')],
    photosOfAlbum: sharePhotos(counts, plan),
  };
}

/** Portfolio albums hold what the file plan shows; the others share the archived photos, some many, some few. */
function sharePhotos(counts: RowCounts, plan: FilePlan): number[] {
  const random = randomOf('photos of albums');
  const shown = portfolio.map((_, album) => plan.photos.filter((photo) => photo.album === album).length);
  const weights = Array.from({ length: counts.albums - shown.length }, () => 0.15 + random.unit() ** 2.5 * 4);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const archived = counts.photos - plan.photos.length;
  let weightSoFar = 0;
  let given = 0;
  // Rounding the running sum, not each share, makes the total exact.
  return shown.concat(
    weights.map((weight) => {
      weightSoFar += weight;
      const share = Math.round((weightSoFar / whole) * archived) - given;
      given += share;
      return share;
    }),
  );
}

/** The studio's first working day. */
export const openedAt = Date.UTC(2015, 0, 12, 8, 0, 0);
