import { ChangesNav, StagedBar } from '../features/changes/index.ts';
import { FilesNav } from '../features/files/index.ts';
import { ModelsNav } from '../features/models/index.ts';
import { Palette } from '../features/palette/index.ts';
import { RedisNav } from '../features/redis/index.ts';

/** The sections of the sidebar, in their order. */
export function ProjectNavigation() {
  return (
    <>
      <ModelsNav />
      <FilesNav />
      <RedisNav />
    </>
  );
}

/** What belongs to the project as a whole. */
export function ProjectNavigationEnd() {
  return <ChangesNav />;
}

export function ProjectPalette(state: { isOpen: boolean; onClose: () => void }) {
  return <Palette {...state} />;
}

/** What is staged, whichever screen is shown. */
export function ProjectBar() {
  return <StagedBar />;
}
