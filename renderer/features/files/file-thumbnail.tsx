import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { type ThumbnailSize, thumbnailPath, thumbnailSizes } from '../../../shared/domain/byte-address.ts';
import { useBytesPrefix, useProject } from '../../host/index.ts';
import classes from './file-thumbnail.module.css';

export interface FileThumbnailProps {
  /** A `FileItem` is one; a cell that holds an id knows no version. */
  file: { readonly root: string; readonly storage: string; readonly id: string; readonly version?: string };
  /** Longer side of the place it is shown in, in CSS px; with the screen's density it decides the size that is asked for. */
  box: number;
  /** `cover` (default) fills the place and cuts; `contain` shows all of it. */
  fit?: 'cover' | 'contain';
  /** Shown instead when there is no picture to be had. */
  fallback?: ReactNode;
  className?: string | undefined;
}

/** The smallest picture that is sharp in the box, also when a portrait fills a landscape place. */
export function sizeFor(box: number, density: number): ThumbnailSize {
  return thumbnailSizes.find((size) => size >= box * density * 1.25) ?? 2048;
}

/** A picture of a stored file; decoration only, its name stands beside it. */
export function FileThumbnail({ file, box, fit = 'cover', fallback = null, className }: FileThumbnailProps) {
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  const element = useRef<HTMLImageElement>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const address = { project, root: file.root, storage: file.storage, id: file.id };
  const pathAt = (density: number) => thumbnailPath(prefix, address, sizeFor(box, density), file.version ?? '');
  const source = pathAt(1);
  const sources = [1, 1.5, 2, 3].map((density) => `${pathAt(density)} ${density}x`).join(', ');
  const hasFailed = failed === source;

  useLayoutEffect(() => {
    const image = element.current;
    if (!image || hasFailed) return;
    image.srcset = sources;
    image.src = source;
    return () => {
      // Only this ends a request that is under way: a picture scrolled past leaves the host's queue.
      image.removeAttribute('srcset');
      image.removeAttribute('src');
    };
  }, [source, sources, hasFailed]);

  if (hasFailed) return fallback;
  return (
    <img
      ref={element}
      alt=""
      className={[classes.image, fit === 'contain' ? classes.contain : undefined, className].filter(Boolean).join(' ')}
      decoding="async"
      draggable={false}
      onError={() => setFailed(source)}
    />
  );
}
