import type { Random } from '../random.ts';

const openings = [
  'Met the family at nine, light rain until ten.',
  'Called twice before the shoot to agree on the route.',
  'The brief changed on the morning, so the first hour went into a new plan.',
  'Second shoot for this client; same rooms, another season.',
  'Everyone was early, which has not happened since spring.',
  'Short notice, but the slot on Thursday was free.',
  'Scouted the place the evening before; the gate opens at seven.',
  'A quiet morning and a clear plan.',
  'Rescheduled from last week because of the wind.',
  'Recommended by friends, first time in front of a camera.',
  'Three generations, two cars and a cake to bring along.',
  'The samples arrived late and unlabelled, so sorting came first.',
  'Started outside while the rooms were still being cleaned.',
  'Half the time went into the entrance hall, and it was worth it.',
];

const middles = [
  'The {light} from the {side} window carried most of the pictures, with one reflector on the floor.',
  'We kept the {lens} on for nearly everything; the close-ups were cropped later.',
  'Colours stay a little warm, as in the set from {month}, and skin is left as it is.',
  'About {number} frames were kept out of the first selection, {small} of them for print.',
  'The client asks for the files in two sizes, one for the web and one for a {size} print.',
  'Backdrop in {colour} paper; the grey one came out too cold.',
  'A second card was used from frame {number} on, both are copied and checked.',
  'The {colour} jacket reflects on the chin in some frames, retouch only where it is chosen.',
  'Between {hour} and {hour2} the sun stood behind the trees and the contrast was gone.',
  'The assistant has the list of names, spelled as on the invitations.',
  'Please deliver before the end of {month}; the exhibition opens in the week after.',
  'Nothing to be shown in public before the signed release is in the folder.',
  'The dog would not sit, which made the better pictures.',
  'They would like the horizon lower than last time and more sky.',
  'Focus was on the hands, so the depth of field is wider than usual.',
  'Old frames to be reused where they fit; measure them first.',
  'The tripod stays at the client’s until the next session in {month}.',
  'Price as agreed by phone, plus travel for {small} people.',
];

const endings = [
  'Selection goes out on Monday.',
  'To be continued in {month}.',
  'Invoice after delivery, as always.',
  'A good day.',
  'No open questions.',
  'Waiting for the answer about the cover.',
];

const words = {
  light: ['soft light', 'late sun', 'north light', 'flat grey light', 'hard noon light'],
  side: ['left', 'large', 'kitchen', 'north', 'stair'],
  lens: ['35 mm', '50 mm', '85 mm', '24–70', 'old 58 mm'],
  month: ['March', 'May', 'June', 'September', 'October', 'December'],
  size: ['30 × 40', '50 × 70', '70 × 100', '20 × 30'],
  colour: ['sand', 'olive', 'ink blue', 'rust', 'pearl', 'sage'],
  hour: ['ten', 'eleven', 'noon'],
  hour2: ['one', 'two', 'half past two'],
  small: ['two', 'three', 'four', 'six', 'nine'],
} as const;

function fill(random: Random, sentence: string): string {
  return sentence.replace(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === 'number') return String(random.whole(40, 900));
    // The slots of the sentences above are the keys of `words`; the lookup fails loudly otherwise.
    const choices: readonly string[] | undefined = words[slot as keyof typeof words];
    if (choices === undefined) throw new Error(`No words for ${slot}`);
    return random.pick(choices);
  });
}

/** A plausible paragraph of `sentences` sentences, such as a photographer's report. */
export function paragraph(random: Random, sentences: number): string {
  const text = [random.pick(openings)];
  for (let count = 2; count < sentences; count += 1) text.push(fill(random, random.pick(middles)));
  if (sentences > 1) text.push(fill(random, random.pick(endings)));
  return text.join(' ');
}

/** Paragraphs, separated by empty lines, of about this many characters. */
export function prose(random: Random, characters: number): string {
  const paragraphs: string[] = [];
  for (let length = 0; length < characters; ) {
    const next = paragraph(random, random.whole(3, 7));
    paragraphs.push(next);
    length += next.length + 2;
  }
  return paragraphs.join('\n\n');
}

/** What is said during an interview: long documents are made of it quickly by repeating a few pages. */
export function transcript(random: Random, characters: number): string {
  const pages = Array.from({ length: 24 }, () => prose(random, 1500));
  const parts: string[] = [];
  for (let minute = 0, length = 0; length < characters; minute += 1) {
    const stamp = `[${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00]`;
    const speaker = minute % 3 === 0 ? 'Q' : 'A';
    const part = `${stamp} ${speaker}: ${random.pick(pages)}`;
    parts.push(part);
    length += part.length + 2;
  }
  return parts.join('\n\n').slice(0, characters);
}

const notes = [
  'Prefers e-mail in the morning 🌤️',
  'Allergic to lilies. No flowers on the table!',
  'Pays at once, sends everyone he knows 💛',
  'Line one\nLine two\nLine three',
  'Asked twice about “the blue one” — see album',
  'VIP 🎂 birthday in June',
  'ご紹介：佐藤様 🙏',
  'Дзвонити після 18:00 ☎️',
  'يفضل الاتصال مساءً',
  'Tab\tseparated\tremark from the old system',
  'Moved; new address on file',
  'Do not use the pictures with the 🐕',
  'Family of five 👨‍👩‍👧‍👦 and two cats 🐈🐈‍⬛',
  'Wants matte paper, 300 g/m², no border',
  'Überweisung kommt immer vom Firmenkonto',
  '  two spaces in front, kept as imported',
  'Quote sent: €1 240,– incl. travel',
];

export function note(random: Random): string {
  return random.pick(notes);
}
