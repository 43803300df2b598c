import { totalRows } from './load-plan.ts';
import { seenRows, topOffset, type WindowState } from './window-state.ts';

interface ReadingState {
  readonly isLoading: boolean;
  /** The rows belong to the question before; the answer to the present one is on its way. */
  readonly isStale: boolean;
  readonly error: unknown;
}

/** What is seen. `offset` is in CSS px from the first row of the grid; numbers inside `run` are those of stored rows. */
export interface RowWindowSnapshot<Row> extends WindowState<Row>, ReadingState {
  /** Leading and stored rows together. */
  readonly rowCount: number;
  /** Rows that are at least partly seen; `visibleTo` is exclusive. */
  readonly visibleFrom: number;
  readonly visibleTo: number;
}

export function describeWindow<Row>(state: WindowState<Row>, reading: ReadingState): RowWindowSnapshot<Row> {
  const { from, to } = seenRows(state);
  return {
    ...state,
    ...reading,
    offset: state.offset - topOffset(state),
    rowCount: state.leading.length + totalRows(state.run, state.count),
    visibleFrom: from,
    visibleTo: to,
  };
}
