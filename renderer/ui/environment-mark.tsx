import type { Environment } from '../../shared/domain/project.ts';
import classes from './marks.module.css';

export const environmentNames: Readonly<Record<Environment, string>> = {
  development: 'Development',
  staging: 'Staging',
  production: 'Production',
};

/** What a project is used for: a colour, and the word for it. */
export function EnvironmentMark({ environment }: { environment: Environment }) {
  return (
    <span className={classes.environment} data-environment={environment}>
      <EnvironmentDot environment={environment} />
      {environmentNames[environment]}
    </span>
  );
}

/** The colour alone; the word must stand beside it. */
export function EnvironmentDot({ environment }: { environment: Environment }) {
  return <span className={classes.environmentDot} data-environment={environment} aria-hidden />;
}
