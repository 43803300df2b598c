import { changesPath, useProject } from '../../host/index.ts';
import { NavItem, useNavSurroundings } from '../../ui/index.ts';
import classes from './changes-nav.module.css';

/** The way to the journal, whichever rooms the project has. */
export function ChangesNav() {
  const { id } = useProject();
  const { isCollapsed } = useNavSurroundings();
  return (
    <div className={classes.nav} data-collapsed={isCollapsed || undefined}>
      <NavItem to={changesPath(id)} icon="history" label="Changes" />
    </div>
  );
}
