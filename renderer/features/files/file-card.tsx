import { type MouseEvent, memo } from 'react';
import type { FileItem } from '../../../shared/contract/files.ts';
import { formatCount, Icon } from '../../ui/index.ts';
import classes from './file-card.module.css';
import { fileKind, fileLabel } from './file-kind.ts';
import { FileThumbnail } from './file-thumbnail.tsx';

/** What a card shows beside its name, for those who can't see it. */
export function fileDescription(file: FileItem): string {
  return file.state === 'missing'
    ? 'Missing'
    : file.state === 'damaged'
      ? `${fileKind(file).label}, damaged`
      : fileKind(file).label;
}

/** The picture of a file, or what stands for it: its kind, that it is missing, that it can't be drawn. */
export function FilePicture({ file, box, fit }: { file: FileItem; box: number; fit?: 'cover' | 'contain' }) {
  if (file.state === 'missing') return <Placeholder icon="image" text="Missing" isProblem />;
  const kind = fileKind(file);
  if (!file.hasThumbnail)
    return <Placeholder icon={kind.icon} text={kind.label} isProblem={file.state === 'damaged'} />;
  const broken = <Placeholder icon="warning" text="Can’t be drawn" isProblem />;
  return <FileThumbnail file={file} box={box} fallback={broken} {...(fit ? { fit } : {})} />;
}

function Placeholder({
  icon,
  text,
  isProblem,
}: {
  icon: Parameters<typeof Icon>[0]['name'];
  text: string;
  isProblem: boolean;
}) {
  return (
    <span className={classes.placeholder} data-problem={isProblem || undefined}>
      <Icon name={icon} size={28} />
      {/* Drawn, not written: an item is named by its caption alone, and what stands on it is its description. */}
      <span className={classes.placeholderText} data-text={text} />
    </span>
  );
}

export interface FileCardProps {
  /** `undefined`: it is still being read, and the card has its final shape. */
  file: FileItem | undefined;
  /** Place in the gallery, from 0. */
  index: number;
  /** Width of the card in CSS px. */
  width: number;
  isSelected?: boolean;
  onSelect?: (index: number) => void;
  /** A double click; what it means is selected by then. */
  onPreview?: () => void;
  onContextMenu?: (event: MouseEvent, index: number) => void;
}

/** One item of a gallery: picture, caption, place. The list it stands in gives it its role. */
export const FileCard = memo(function FileCard({
  file,
  index,
  width,
  isSelected = false,
  onSelect,
  onPreview,
  onContextMenu,
}: FileCardProps) {
  if (!file) {
    return (
      <span className={classes.card} aria-hidden>
        <span className={classes.picture} />
        <span className={classes.line} />
      </span>
    );
  }
  const label = fileLabel(file);
  return (
    // The list handles the keyboard; the card only knows the mouse.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <span
      className={classes.card}
      data-selected={isSelected || undefined}
      title={file.caption ? `${file.caption}\n${file.name}` : file.name}
      // The first click may open the details and move the cards: the second one means what the first one selected.
      onClick={(event) => (event.detail >= 2 ? onPreview?.() : onSelect?.(index))}
      onContextMenu={(event) => onContextMenu?.(event, index)}
    >
      <span className={classes.picture}>
        <FilePicture file={file} box={width} />
        {file.state === 'damaged' && (
          <span className={classes.mark}>
            <Icon name="warning" size={14} />
          </span>
        )}
      </span>
      <span className={classes.line}>
        <span className={classes.label}>{label}</span>
        <span className={classes.place} data-text={formatCount(index + 1)} />
      </span>
    </span>
  );
});
