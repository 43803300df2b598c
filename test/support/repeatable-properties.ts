import fc from 'fast-check';

/** Where nobody asks for other values, properties are tested with the same ones in every run: a failure is of the code, not of chance. */
const usualSeed = 20_261_122;

/** @param asked `STOREROOM_SEED`: nothing, `random`, or the number that a failure names. @returns `undefined` for another one each time */
export function seedFor(asked: string | undefined): number | undefined {
  if (asked === undefined || asked === '') return usualSeed;
  if (asked === 'random') return undefined;
  if (/^-?\d{1,10}$/.test(asked)) return Number(asked);
  throw new Error(`STOREROOM_SEED is “random” or a number, not “${asked}”`);
}

const seed = seedFor(process.env.STOREROOM_SEED);
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(seed === undefined ? {} : { seed }) });
