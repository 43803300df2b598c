import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { FileItem } from '../../../shared/contract/files.ts';
import { filePath, thumbnailPath } from '../../../shared/domain/byte-address.ts';
import { useBytesPrefix, useProject } from '../../host/index.ts';
import {
  Button,
  Dialog,
  formatBytes,
  formatCount,
  Icon,
  IconButton,
  SegmentedControl,
  Skeleton,
} from '../../ui/index.ts';
import { useFileActions } from './file-actions.ts';
import { fileKind, fileLabel } from './file-kind.ts';
import { sizeFor } from './file-thumbnail.tsx';
import classes from './preview.module.css';

type Zoom = 'fit' | 'actual';

export interface PreviewProps {
  isOpen: boolean;
  /** Items of the gallery, as far as they are read: the neighbours are loaded ahead. */
  item: (index: number) => FileItem | undefined;
  /** `undefined` while it is being read. */
  file: FileItem | undefined;
  index: number;
  total: number;
  onMove: (index: number) => void;
  onClose: () => void;
}

/** One file large, with its neighbours an arrow key away. */
export function Preview({ isOpen, item, file, index, total, onMove, onClose }: PreviewProps) {
  const [zoom, setZoom] = useState<Zoom>('fit');
  const actions = useFileActions();
  useLoadAhead(isOpen ? [item(index + 1), item(index - 1)] : []);

  usePreviewKeys(isOpen, (key) => {
    const target = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: total - 1 }[key];
    if (target !== undefined && target >= 0 && target < total) onMove(target);
    if (key === ' ') onClose();
  });

  const canZoom = file?.hasThumbnail === true;
  return (
    <Dialog title="Preview" isOpen={isOpen} onClose={onClose} isFullScreen>
      <div className={classes.preview}>
        <div className={classes.stage} tabIndex={-1} data-autofocus>
          {file ? (
            <Content key={`${file.id}/${file.version}`} file={file} zoom={zoom} />
          ) : (
            <Skeleton width="60%" height="70%" />
          )}
          <IconButton
            label="Previous"
            icon="chevronLeft"
            iconSize={22}
            className={`${classes.step} ${classes.previous}`}
            disabled={index <= 0}
            onClick={() => onMove(index - 1)}
          />
          <IconButton
            label="Next"
            icon="chevronRight"
            iconSize={22}
            className={`${classes.step} ${classes.next}`}
            disabled={index >= total - 1}
            onClick={() => onMove(index + 1)}
          />
        </div>
        <div className={classes.bar}>
          <div className={classes.about}>
            <span className={classes.label}>{file ? fileLabel(file) : ''}</span>
            {file && (
              <span className={classes.detail}>
                {[file.caption ? file.name : '', fileKind(file).label, formatBytes(file.sizeBytes)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            )}
          </div>
          <output className={classes.position}>
            {formatCount(index + 1)} of {formatCount(total)}
          </output>
          <div className={classes.tools}>
            {canZoom && (
              <SegmentedControl
                label="Zoom"
                value={zoom}
                onChange={setZoom}
                choices={[
                  { value: 'fit', label: 'Fit' },
                  { value: 'actual', label: '100 %' },
                ]}
              />
            )}
            <Button
              icon="download"
              disabled={!file || file.state === 'missing'}
              onClick={() => file && actions.download(file)}
            >
              Download
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}

/** The keys belong to the whole dialog, whichever of its buttons has the focus. */
function usePreviewKeys(isOpen: boolean, onKey: (key: string) => void): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    if (!isOpen) return;
    function listen(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (!['ArrowRight', 'ArrowLeft', 'Home', 'End', ' '].includes(event.key)) return;
      // Arrow keys choose inside the zoom control and scroll an enlarged picture or a text; Space presses a button.
      const { target } = event;
      if (target instanceof HTMLInputElement || target instanceof HTMLPreElement) return;
      if (event.key === ' ' && target instanceof HTMLButtonElement) return;
      event.preventDefault();
      latest.current(event.key);
    }
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [isOpen]);
}

function Content({ file, zoom }: { file: FileItem; zoom: Zoom }) {
  const [hasFailed, setHasFailed] = useState(false);
  if (file.state === 'missing') return <Nothing file={file} text="The file is not on disk" />;
  if (file.contentType === 'text/plain' || file.contentType === 'application/json') return <TextContent file={file} />;
  if (!file.hasThumbnail) return <Nothing file={file} text="There is no preview of this type" />;
  if (hasFailed) return <Nothing file={file} text="The image can’t be drawn" />;
  return <Picture file={file} zoom={zoom} onError={() => setHasFailed(true)} />;
}

/** Types that a browser shows itself, so that 100 % are the file's own pixels and animations move. */
const native: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']);

/** Address of the picture that fills the window: drawn for it, and much smaller than the file. */
function useFittingPath(): (file: FileItem) => string {
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  return (file) => {
    const size = sizeFor(Math.max(window.innerWidth, window.innerHeight) * 0.75, window.devicePixelRatio || 1);
    return thumbnailPath(prefix, { project, root: file.root, storage: file.storage, id: file.id }, size, file.version);
  };
}

function useLoadAhead(files: readonly (FileItem | undefined)[]): void {
  const fittingPath = useFittingPath();
  const paths = files
    .flatMap((file) => (file?.hasThumbnail && file.contentType !== 'image/gif' ? [fittingPath(file)] : []))
    .join('\n');
  useEffect(() => {
    if (paths === '') return;
    // After the picture that is looked at.
    const timer = window.setTimeout(() => {
      for (const path of paths.split('\n')) new Image().src = path;
    }, 150);
    return () => window.clearTimeout(timer);
  }, [paths]);
}

function Picture({ file, zoom, onError }: { file: FileItem; zoom: Zoom; onError: () => void }) {
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  const fittingPath = useFittingPath();
  const image = useRef<HTMLImageElement>(null);
  const [loaded, setLoaded] = useState<{ width: number; hasAlpha: boolean } | null>(null);
  const address = { project, root: file.root, storage: file.storage, id: file.id };
  const density = window.devicePixelRatio || 1;
  const isOriginal = native.has(file.contentType) && (zoom === 'actual' || file.contentType === 'image/gif');
  const drawn = zoom === 'actual' ? thumbnailPath(prefix, address, 2048, file.version) : fittingPath(file);
  const source = isOriginal ? filePath(prefix, address, file.version) : drawn;

  useLayoutEffect(() => {
    const element = image.current;
    if (!element) return;
    element.src = source;
    // A picture that is left does not keep the decoder busy.
    return () => element.removeAttribute('src');
  }, [source]);

  const width = zoom === 'actual' ? loaded?.width : undefined;
  useLayoutEffect(() => {
    const area = image.current?.parentElement;
    // An enlarged picture is entered in its middle.
    if (width !== undefined)
      area?.scrollTo((area.scrollWidth - area.clientWidth) / 2, (area.scrollHeight - area.clientHeight) / 2);
  }, [width]);

  return (
    <div className={classes.pictureArea} data-zoom={zoom} data-loading={loaded === null || undefined}>
      <img
        ref={image}
        alt={fileLabel(file)}
        className={classes.picture}
        data-alpha={loaded?.hasAlpha || undefined}
        draggable={false}
        style={width === undefined ? undefined : { width: width / density }}
        onLoad={(event) =>
          setLoaded({ width: event.currentTarget.naturalWidth, hasAlpha: hasTransparency(event.currentTarget) })
        }
        onError={onError}
      />
    </div>
  );
}

/** Whether anything shines through, seen on a small copy: then, and only then, a pattern behind it helps. */
function hasTransparency(image: HTMLImageElement): boolean {
  const side = 64;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || image.naturalWidth === 0) return false;
  context.drawImage(image, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 250) return true;
  return false;
}

const textLimitBytes = 256 * 1024;

/** The beginning of a text; it comes as bytes and is put on the page as text only. */
function TextContent({ file }: { file: FileItem }) {
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  const path = filePath(prefix, { project, root: file.root, storage: file.storage, id: file.id }, file.version);
  const { data, isError } = useQuery({
    queryKey: ['file text', path],
    queryFn: async ({ signal }) => {
      // An empty file has no range that could be asked for.
      const range = file.sizeBytes > 0 ? { range: `bytes=0-${textLimitBytes - 1}` } : {};
      const response = await fetch(path, { signal, headers: range });
      if (!response.ok) throw new Error(`The text could not be read (${response.status})`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
      const encoding = isUtf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
      return new TextDecoder(encoding).decode(bytes, { stream: true });
    },
    retry: false,
  });
  if (isError) return <Nothing file={file} text="The text can’t be read" />;
  if (data === undefined) return <Skeleton width="60%" height="70%" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled with the keyboard
    <pre className={classes.text} tabIndex={0}>
      {data}
      {file.sizeBytes > textLimitBytes && (
        <span className={classes.more}>{`\n… ${formatBytes(file.sizeBytes)} in all`}</span>
      )}
    </pre>
  );
}

function Nothing({ file, text }: { file: FileItem; text: string }) {
  return (
    <div className={classes.nothing}>
      <Icon name={fileKind(file).icon} size={40} />
      <p>{text}</p>
    </div>
  );
}
