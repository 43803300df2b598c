import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { RowImage, Session, StoreChange, WriteOps, WriteRequest } from '../../connector.ts';
import type { ModelNames } from './attach-names.ts';
import { outerIds } from './translate.ts';

/** The open session of a file. @throws {AppError} when it is not open */
export type SessionOf = (file: string | null) => Session;

/**
 * Writes each save to the one file it is about. A transaction over several files could be left half done by a power cut
 * where one of them has a write-ahead log, and nothing could tell it later: such a save is refused.
 */
export function createFilesWrite(names: ModelNames, sessionOf: SessionOf): WriteOps {
  function writeOf(file: string | null): WriteOps {
    const { write } = sessionOf(file);
    if (!write)
      throw new AppError('read_only', `Nothing can be written to ${shown(file)}`, { subject: file ?? 'main' });
    return write;
  }

  const fileOf = (change: StoreChange) => names.placeOf(modelOf(change)).file;

  /** The file a save is about, and what stands against writing to others with it. */
  function oneFile(changes: readonly StoreChange[]): { file: string | null; problems: readonly ChangeProblem[] } {
    const files = [...new Set(changes.map(fileOf))];
    // What is in the main file goes first.
    const file = files.includes(null) ? null : (files[0] ?? null);
    const problems = changes.flatMap((change): ChangeProblem[] => {
      const other = fileOf(change);
      if (other === file) return [];
      const message = `${shown(other)} is another file than ${shown(file)}, and one save writes to one file`;
      return [{ kind: 'invalid', ...subjectOf(change), field: null, code: 'apart', message }];
    });
    return { file, problems };
  }

  const inside = (change: StoreChange): StoreChange =>
    change.kind === 'restore'
      ? { ...change, image: imageInside(change.image) }
      : { ...change, model: names.placeOf(change.model).name };

  const imageInside = (image: RowImage): RowImage => ({ ...image, model: names.placeOf(image.model).name });

  function requestInside({ changes, readUpload }: WriteRequest): WriteRequest {
    return { changes: changes.map(inside), readUpload };
  }

  const problemsOutside = (file: string | null, problems: readonly ChangeProblem[]): ChangeProblem[] => {
    const idOf = outerIds(names, file);
    return problems.map((problem) => ({ ...problem, model: idOf(problem.model) }));
  };

  return {
    describe: async (request, op) => {
      const groups = Map.groupBy(request.changes, fileOf);
      const answers = await Promise.all(
        [...groups].map(async ([file, changes]) => {
          const { statements, problems } = await writeOf(file).describe(requestInside({ ...request, changes }), op);
          return { statements, problems: problemsOutside(file, problems) };
        }),
      );
      const { problems } = oneFile(request.changes);
      return {
        statements: answers.flatMap(({ statements }) => statements),
        problems: [...problems, ...answers.flatMap((answer) => answer.problems)],
      };
    },
    apply: async (request, beforeCommit, op) => {
      const { file, problems } = oneFile(request.changes);
      if (problems.length > 0) return { kind: 'refused', problems };
      const idOf = outerIds(names, file);
      const result = await writeOf(file).apply(
        requestInside(request),
        (images) => beforeCommit(images.map((image) => ({ ...image, model: idOf(image.model) }))),
        op,
      );
      return result.kind === 'saved' ? result : { kind: 'refused', problems: problemsOutside(file, result.problems) };
    },
    base: (model, key, field, op) => {
      const { file, name } = names.placeOf(model);
      return writeOf(file).base(name, key, field, op);
    },
    compare: async (images, op) => {
      const groups = [...Map.groupBy(images, ({ model }) => names.placeOf(model).file)];
      const verdicts = new Set(
        await Promise.all(groups.map(([file, own]) => writeOf(file).compare(own.map(imageInside), op))),
      );
      const [verdict = 'neither'] = verdicts;
      return verdicts.size === 1 ? verdict : 'neither';
    },
    impact: async (model, keys, op) => {
      const { file, name } = names.placeOf(model);
      const idOf = outerIds(names, file);
      return (await writeOf(file).impact(name, keys, op)).map((one) => ({ ...one, model: idOf(one.model) }));
    },
  };
}

function modelOf(change: StoreChange): string {
  return change.kind === 'restore' ? change.image.model : change.model;
}

function subjectOf(change: StoreChange) {
  if (change.kind !== 'restore') {
    const { id, kind, model } = change;
    return { change: id, row: kind, model, key: kind === 'insert' ? null : change.key };
  }
  const { id, image } = change;
  const row =
    image.kind === 'insert' ? ('delete' as const) : image.kind === 'delete' ? ('insert' as const) : image.kind;
  return { change: id, row, model: image.model, key: image.key };
}

function shown(file: string | null): string {
  return file === null ? 'the main file' : `“${file}”`;
}
