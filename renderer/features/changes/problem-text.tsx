import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import { Icon } from '../../ui/index.ts';
import classes from './problem-text.module.css';
import { ShownCell } from './shown-value.tsx';

/** What stands in the way, in one sentence. */
export function problemText(problem: ChangeProblem): string {
  switch (problem.kind) {
    case 'changed':
      return problem.row === 'delete' ? 'Changed by someone else since it was marked' : 'Changed by someone else';
    case 'gone':
      return 'The row is not there any more';
    case 'adjusted':
      return 'The store would keep another form of this value';
    case 'invalid':
      return problem.message;
  }
}

/** One problem on its field or row. */
export function ProblemLine({ problem, field }: { problem: ChangeProblem; field?: string | undefined }) {
  const conflict = problem.kind === 'changed' ? problem.fields.find((one) => one.field === field) : undefined;
  return (
    <div className={classes.problem} data-kind={problem.kind === 'invalid' ? 'invalid' : 'conflict'}>
      <Icon name="warning" size={14} />
      <span className={classes.text}>
        {problemText(problem)}
        {conflict && problem.row === 'update' && (
          <>
            {': '}
            <ShownCell cell={conflict.theirs} />
          </>
        )}
        {problem.kind === 'adjusted' && (
          <>
            {': '}
            <ShownCell cell={problem.stored} />
          </>
        )}
      </span>
    </div>
  );
}
