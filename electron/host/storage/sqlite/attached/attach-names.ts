import { AppError } from '../../../../../shared/domain/app-error.ts';

/** Each file has threads of its own; SQLite itself takes no more. */
const mostFiles = 10;

/** Names SQLite gives to schemas of its own. */
const taken = new Set(['main', 'temp']);

/** The names files are attached by. @throws {AppError} `bad_request` for one that can't name a file */
export function attachNames(attach: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.keys(attach);
  const refuse = (message: string, advice: string) =>
    new AppError('bad_request', message, { subject: 'attach', advice });
  if (names.length > mostFiles)
    throw refuse(
      `${names.length} files can’t be attached`,
      `At most ${mostFiles} files can be: name fewer under “attach”.`,
    );
  const known = new Set<string>();
  for (const name of names) {
    const small = name.toLowerCase();
    if (taken.has(small))
      throw refuse(`No file can be attached as “${name}”`, 'SQLite has that name for itself: choose another one.');
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(small))
      throw refuse(`“${name}” can’t name an attached file`, 'Use letters, digits and _ only, at most 63 of them.');
    if (known.has(small))
      throw refuse(`Two files are attached as “${name}”`, 'SQLite does not tell capitals apart: choose another name.');
    known.add(small);
  }
  return names;
}

/** Where a model lies: in an attached file, or in the main one (`null`), and its name there. */
export interface ModelPlace {
  readonly file: string | null;
  readonly name: string;
}

/**
 * Ids of models over several files: `name.table` in an attached one, the bare name in the main one. A table of the main file
 * whose own name looks like one of an attached file is `main.` and that name, so that no two are alike.
 */
export interface ModelNames {
  idOf(place: ModelPlace): string;
  placeOf(id: string): ModelPlace;
}

export function modelNames(files: readonly string[]): ModelNames {
  const fileOf = (text: string): string | null =>
    ['main', ...files].find((name) => text.startsWith(`${name}.`)) ?? null;
  return {
    idOf: ({ file, name }) => {
      if (file !== null) return `${file}.${name}`;
      return fileOf(name) === null ? name : `main.${name}`;
    },
    placeOf: (id) => {
      const file = fileOf(id);
      if (file === null) return { file: null, name: id };
      return { file: file === 'main' ? null : file, name: id.slice(file.length + 1) };
    },
  };
}
