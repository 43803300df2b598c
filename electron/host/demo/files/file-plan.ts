import { fileIdOf, type Random, randomOf } from '../random.ts';
import { customerAt, staffMembers } from '../rows/cast.ts';
import type { Person } from '../rows/person.ts';
import { demoNow } from '../seed-version.ts';
import { type CameraData, makeCamera } from './camera.ts';
import { type DocumentPlan, documentPlans } from './documents/document-plan.ts';
import { portfolio, type SceneKind } from './portfolio.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A picture as it is shown; `orientation` says how its pixels lie in the file (EXIF: 1, 6 or 8). */
export type PictureContent = PictureSize & {
  readonly kind: 'picture';
  readonly scene: SceneKind;
  /** How often the scene came before: each gets other light and another arrangement. */
  readonly variant: number;
  readonly format: 'jpeg' | 'png' | 'webp' | 'svg' | 'gif';
  readonly orientation: 1 | 6 | 8;
  readonly camera: CameraData | null;
  /** UTC, ms. */
  readonly takenAt: number;
};

export type FaceContent = PictureSize & {
  readonly kind: 'face';
  readonly format: 'jpeg' | 'png' | 'webp';
  readonly pose: 'avatar' | 'portrait';
  readonly person: Person;
};

/** One file of the demo project, before it is drawn or written. */
export interface PlannedFile<Content = PictureContent | FaceContent | DocumentPlan> {
  readonly id: string;
  /** The Wefram entity: the folder it lies in. */
  readonly storage: string;
  readonly name: string;
  readonly contentType: string;
  /** Naive local time as Wefram writes it, `YYYY-MM-DDTHH:MM:SS`. */
  readonly storedAt: string;
  /** The account that uploaded it. */
  readonly user: string;
  readonly content: Content;
}

export interface PlannedPhoto {
  readonly file: PlannedFile<PictureContent>;
  /** Place of its album in the portfolio. */
  readonly album: number;
  /** Place in the album, from 0. */
  readonly sort: number;
  readonly caption: string;
}

export interface FilePlan {
  /** By place of the customer. */
  readonly avatars: ReadonlyMap<number, PlannedFile<FaceContent>>;
  /** By id of the staff member. */
  readonly portraits: ReadonlyMap<number, PlannedFile<FaceContent>>;
  readonly photos: readonly PlannedPhoto[];
  readonly documents: readonly PlannedFile<DocumentPlan>[];
  /** All of them, in the order in which they are made: what is seen first, then what is made quickly. */
  readonly all: readonly PlannedFile[];
}

const contentTypes = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  svg: 'image/svg+xml',
} as const;
const endings = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif', svg: 'svg' } as const;

const staffCount = 38;
const avatarCount = 96;

const storedAt = (atMs: number) => new Date(atMs).toISOString().slice(0, 19);

/** Ids, names and contents of every file; the same for the rows that name them and for the worker that draws them. */
export function planFiles(scale: number): FilePlan {
  const few = (count: number) => Math.max(1, Math.round(count * scale));
  const avatars = planAvatars(few(avatarCount));
  const portraits = planPortraits(few(staffCount));
  const photos = planPhotos(scale);
  const documents = documentPlans.slice(0, few(documentPlans.length)).map(planDocument);
  return {
    avatars,
    portraits,
    photos,
    documents,
    all: [...avatars.values(), ...documents, ...portraits.values(), ...photos.map((photo) => photo.file)],
  };
}

const accounts = staffMembers(staffCount).map((member) => member.account);

function uploader(random: Random): string {
  return random.pick(accounts);
}

function planAvatars(count: number): Map<number, PlannedFile<FaceContent>> {
  const planned = new Map<number, PlannedFile<FaceContent>>();
  for (let customer = 0; planned.size < count; customer += 1) {
    // Every fifth customer never sent a picture.
    if (customer % 5 === 3) continue;
    const random = randomOf(`avatar/${customer}`);
    const person = customerAt(customer);
    const format = random.pick(['jpeg', 'jpeg', 'png', 'webp'] as const);
    const side = random.pick([320, 400, 480, 512, 640]);
    planned.set(customer, {
      id: fileIdOf(`avatar/${customer}`),
      storage: 'studio.avatars',
      name: faceFileName(random, person, format),
      contentType: contentTypes[format],
      storedAt: storedAt(demoNow - random.whole(1, 700) * 86_400_000 - random.whole(0, 86_399) * 1000),
      user: uploader(random),
      content: { kind: 'face', pose: 'avatar', person, format, width: side, height: side },
    });
  }
  return planned;
}

function faceFileName(random: Random, person: Person, format: keyof typeof endings): string {
  const ending = endings[format];
  return random.pick([
    `${person.name}.${ending}`,
    `${person.latinFamily}.${ending}`,
    `${person.latinGiven}-${person.latinFamily}.${ending}`,
    `IMG_${random.whole(1000, 9999)}.${ending}`,
    `avatar (${random.whole(1, 3)}).${ending}`,
  ]);
}

function planPortraits(count: number): Map<number, PlannedFile<FaceContent>> {
  const planned = new Map<number, PlannedFile<FaceContent>>();
  for (const member of staffMembers(count)) {
    const random = randomOf(`portrait/${member.id}`);
    const format = random.pick(['jpeg', 'jpeg', 'jpeg', 'webp'] as const);
    planned.set(member.id, {
      id: fileIdOf(`portrait/${member.id}`),
      storage: 'studio.portraits',
      name: `${member.name}, ${member.role.toLowerCase()}.${endings[format]}`,
      contentType: contentTypes[format],
      storedAt: storedAt(demoNow - random.whole(20, 900) * 86_400_000 - random.whole(0, 86_399) * 1000),
      user: member.account,
      content: { kind: 'face', pose: 'portrait', person: member, format, width: 800, height: 1000 },
    });
  }
  return planned;
}

const landscapeSizes: readonly (readonly [number, number])[] = [
  [1200, 800],
  [1280, 853],
  [1440, 960],
  [1500, 1000],
  [1600, 900],
  [1600, 1067],
];
const uprightSizes: readonly (readonly [number, number])[] = [
  [960, 1200],
  [1000, 1500],
  [1080, 1350],
];
/** Over 4 megapixels: few, because each costs the seed as much as six others. */
const largeSizes: readonly (readonly [number, number])[] = [
  [2560, 1707],
  [3000, 2000],
];

function planPhotos(scale: number): PlannedPhoto[] {
  const planned: PlannedPhoto[] = [];
  const seen = new Map<SceneKind, number>();
  for (const [albumIndex, album] of portfolio.entries()) {
    const captions = album.photos.flatMap(([scene, ...texts]) => texts.map((caption) => ({ scene, caption })));
    const kept = Math.max(1, Math.round(captions.length * scale));
    for (const [sort, { scene, caption }] of captions.entries()) {
      const variant = seen.get(scene) ?? 0;
      seen.set(scene, variant + 1);
      if (sort >= kept) continue;
      const file = planPhoto(albumIndex, sort, { scene, caption, variant });
      planned.push({ album: albumIndex, sort, caption, file });
    }
  }
  return planned;
}

/** The two that are not photographs: a lighthouse that turns, and a poster kept as drawn. */
const animatedCaption = 'Alnes lighthouse';
const vectorCaption = 'Violet hour';

function planPhoto(
  albumIndex: number,
  sort: number,
  { scene, caption, variant }: { readonly scene: SceneKind; readonly caption: string; readonly variant: number },
): PlannedFile<PictureContent> {
  const album = portfolio[albumIndex];
  if (album === undefined) throw new Error(`No album ${albumIndex} in the portfolio`);
  const random = randomOf(`photo/${albumIndex}/${sort}`);
  const isUpright = scene === 'portrait' || random.chance(scene === 'flower' || scene === 'product' ? 0.45 : 0.12);
  const isLarge = sort === 1 && albumIndex < 12 && !isUpright && scene !== 'product';
  const [width, height] = random.pick(isLarge ? largeSizes : isUpright ? uprightSizes : landscapeSizes);
  const planned = album.fileName.slice(album.fileName.lastIndexOf('.') + 1);
  const format =
    caption === animatedCaption
      ? 'gif'
      : caption === vectorCaption
        ? 'svg'
        : planned === 'png'
          ? 'png'
          : planned === 'webp'
            ? 'webp'
            : 'jpeg';
  const firstNumber = 110 + albumIndex * 617;
  const number = String(firstNumber + sort * 3 + random.whole(0, 2)).padStart(4, '0');
  const takenAt = Date.parse(`${album.shotOn}T08:00:00Z`) + sort * 41 * 60_000 + random.whole(0, 40 * 60) * 1000;
  return {
    id: fileIdOf(`photo/${albumIndex}/${sort}`),
    storage: 'studio.albums',
    name: album.fileName.replace('#', number).replace(/\.\w+$/, `.${endings[format]}`),
    contentType: contentTypes[format],
    storedAt: storedAt(takenAt + random.whole(4, 90) * 3_600_000),
    user: uploader(random),
    content: {
      kind: 'picture',
      scene,
      variant,
      format,
      ...(format === 'gif' ? { width: 480, height: 320 } : { width, height }),
      // Held upright, a camera stores the picture lying and notes which side is up.
      orientation: isUpright && format === 'jpeg' ? random.pick([6, 6, 8] as const) : 1,
      camera: format === 'jpeg' || (format === 'webp' && random.chance(0.5)) ? makeCamera(random) : null,
      takenAt,
    },
  };
}

function planDocument(document: DocumentPlan, index: number): PlannedFile<DocumentPlan> {
  const random = randomOf(`document/${index}`);
  return {
    id: fileIdOf(`document/${index}`),
    storage: 'studio.documents',
    name: document.name,
    contentType: document.contentType,
    storedAt: storedAt(demoNow - random.whole(5, 1200) * 86_400_000 - random.whole(0, 86_399) * 1000),
    user: uploader(random),
    content: document,
  };
}
