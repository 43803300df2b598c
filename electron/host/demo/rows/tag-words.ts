import { cultures } from './culture.ts';
import { slug } from './format.ts';

/** Groups of tags; each becomes a parent of its words. */
const groups: readonly (readonly [name: string, words: string])[] = [
  [
    'Subject',
    'people, wedding, portrait, family, newborn, product, food, architecture, animals, flowers, still life, interior, street, dance, sport',
  ],
  [
    'Light',
    'blue hour, golden hour, backlight, soft light, hard light, night, candlelight, flash, overcast, reflections, long exposure, morning, evening',
  ],
  ['Season', 'spring, summer, autumn, winter, snow, rain, fog, 春, 紅葉, весна, първи сняг, العيد, दिवाली, Sommerfest'],
  [
    'Place',
    'sea, mountains, forest, desert, city, harbour, village, studio, garden, rooftop, train station, travel, sky',
  ],
  ['Colour', 'black and white, pastel, warm, blue, green, red, monochrome, colour, sepia, ochre, teal, pink'],
  [
    'Use',
    'print, catalogue, web, press, exhibition, cover, menu, poster, postcard, archive, portfolio, licence expired',
  ],
  [
    'Technique',
    'top view, minimal, macro, panorama, drone, analogue, 6×6, double exposure, tilt-shift, focus stack, 🎞️ film, 📱 phone',
  ],
];

export interface TagWord {
  readonly name: string;
  readonly slug: string;
  /** Place of the parent in the list; `null` for a group. */
  readonly parent: number | null;
}

/** The studio's tags: the groups, their words, then the towns it worked in. */
export function tagWords(count: number): readonly TagWord[] {
  const tags: TagWord[] = [];
  const slugs = new Set<string>();
  const add = (name: string, parent: number | null) => {
    // A word may bear the name of a group.
    const plain = slug(name);
    const own = slugs.has(plain) ? `${plain}-${tags.length + 1}` : plain;
    slugs.add(own);
    tags.push({ name, slug: own, parent });
  };
  for (const [name] of groups) add(name, null);
  for (const [parent, [, words]] of groups.entries()) {
    for (const name of words.split(', ')) add(name, parent);
  }
  const place = groups.findIndex(([name]) => name === 'Place');
  for (const town of new Set(cultures.flatMap((culture) => culture.cities))) {
    if (tags.length >= count) break;
    add(town, place);
  }
  return tags.slice(0, count);
}
