import { useWorkspace, useWorkspaceStore } from '../../host/index.ts';
import classes from './frame.module.css';
import { ResizeHandle } from './resize-handle.tsx';

export interface DetailsPanelProps {
  /** True while a screen shows details. */
  isShown: boolean;
  isNarrow: boolean;
  /** Where the details draw themselves. */
  contentRef: (element: HTMLElement | null) => void;
}

/** The landmark `Details`: always in the page, so that details can draw into it, visible while there are some. */
export function DetailsPanel({ isShown, isNarrow, contentRef }: DetailsPanelProps) {
  const store = useWorkspaceStore();
  const width = useWorkspace((workspace) => workspace.detailsWidth);
  return (
    <aside
      className={classes.details}
      style={{ width }}
      aria-label="Details"
      hidden={!isShown}
      data-overlay={isNarrow || undefined}
    >
      <ResizeHandle
        label="Details width"
        side="left"
        width={width}
        min={280}
        max={760}
        initial={400}
        onChange={(detailsWidth) => store.update({ detailsWidth })}
      />
      <div ref={contentRef} className={classes.detailsContent} />
    </aside>
  );
}
