import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { ModelSummary } from '../../../../../shared/domain/catalog.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { readPgError, toAppError } from '../connection/pg-error.ts';
import type { PgCatalog, PgDescribed } from '../table.ts';
import { buildTable } from './build-table.ts';
import { catalogSettings } from './catalog-settings.ts';
import { listModels, unreadableReason } from './list-models.ts';
import { parseModelId, type QualifiedName } from './model-id.ts';
import { readFacts, readRelation } from './read-facts.ts';
import { featuresOf } from './server-features.ts';

export interface CatalogOptions {
  /** The schemas that are listed, in this order; `null` for all but the system's own. */
  readonly schemas: readonly string[] | null;
  /** Why nothing of this storage may be changed: one sentence without a full stop; `null` when it may. */
  readonly readOnly: string | null;
}

/** The database's tables as they were last read: the list at once, one table when it is first asked for. */
export function createCatalog(access: PgAccess, options: CatalogOptions): PgCatalog {
  let generation = 0;
  let list: readonly ModelSummary[] | null = null;
  const described = new Map<string, PgDescribed>();
  const features = featuresOf(access.server.versionNumber);

  async function read(id: string, name: QualifiedName, op: Operation): Promise<PgDescribed> {
    const { user } = access.server;
    return access.snapshot(async (run) => {
      const [, relation] = await Promise.all([run(catalogSettings), readRelation(run, name)]);
      if (!relation) throw noSuchModel(id);
      const unreadable = unreadableReason({
        user,
        schema: name.schema,
        canUse: relation.canUseSchema,
        canRead: relation.canRead === true,
      });
      if (unreadable !== null) {
        const advice = 'Ask the owner of the database to grant the rights, or connect as another user.';
        throw new AppError('auth', unreadable, { subject: id, advice });
      }
      const facts = await readFacts(run, relation, features);
      if (facts.columns.some(({ canRead }) => canRead === null)) throw noSuchModel(id);
      return buildTable(facts, { readOnly: options.readOnly ?? access.server.readOnlyReason, user });
    }, op);
  }

  return {
    list: async (op) => {
      if (op.signal.aborted) throw new AppError('aborted', 'The read was given up');
      if (list) return list;
      const began = generation;
      const models = await listModels(access, options.schemas, op).catch((error: unknown) => {
        throw toAppError(error, access.server.database);
      });
      // A read that began before the schema changed must not be kept.
      if (began === generation) list = models;
      return models;
    },
    describe: async (id, op) => {
      if (op.signal.aborted) throw new AppError('aborted', 'The read was given up');
      const known = described.get(id);
      if (known) return known;
      const name = id.isWellFormed() && !id.includes('\0') ? parseModelId(id) : null;
      if (!name) throw noSuchModel(id);
      const began = generation;
      const found = await calmly(() => read(id, name, op)).catch((error: unknown) => {
        throw toAppError(error, id);
      });
      if (began === generation) described.set(id, found);
      return found;
    },
    forget: () => {
      generation += 1;
      list = null;
      described.clear();
    },
    get generation() {
      return generation;
    },
  };
}

const attempts = 4;

/**
 * Reads once more when somebody changes the table at the same moment: the functions that write definitions look past the
 * snapshot, so that what is dropped meanwhile is an internal error to them (“cache lookup failed”), and a lock that is not
 * had soon is not waited for.
 */
async function calmly<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const sqlState = readPgError(error)?.sqlState;
      if (sqlState !== 'XX000' && sqlState !== '55P03') throw error;
      if (attempt === attempts)
        throw new AppError(
          'conflict',
          'The table is being changed at this moment',
          { advice: 'Try again.' },
          { cause: error },
        );
    }
  }
}

function noSuchModel(id: string): AppError {
  return new AppError('not_found', `No table “${id}”`, { subject: id });
}
