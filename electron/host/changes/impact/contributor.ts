import type { Impact } from '../../../../shared/contract/changes.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import type { OpenProject } from '../../projects/open-project.ts';
import type { Operation } from '../../storage/connector.ts';
import type { WritableStorage } from '../writable.ts';

/** Rows that somebody thinks of deleting. */
export interface Deletion {
  readonly project: OpenProject;
  readonly storage: WritableStorage;
  readonly model: string;
  readonly keys: readonly RowKey[];
}

/** Someone who knows what deleting rows does to other things. */
export type ImpactContributor = (deletion: Deletion, op: Operation) => Promise<readonly Impact[]>;
