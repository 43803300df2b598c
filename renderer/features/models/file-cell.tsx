import { useEffect, useState } from 'react';
import { Icon } from '../../ui/index.ts';
import { FileThumbnail } from '../files/index.ts';
import classes from './cells.module.css';
import { whenSettled } from './when-settled.ts';

/** A value that is the id of a file: its picture for the eye, the id as text. */
export function FileCell({ id, root, storage }: { id: string; root: string; storage: string }) {
  return (
    <span className={classes.file} title={id}>
      <span className={classes.thumbnail}>
        <SettledThumbnail key={id} id={id} root={root} storage={storage} />
      </span>
      <span className={classes.unseen}>{id}</span>
    </span>
  );
}

function SettledThumbnail({ id, root, storage }: { id: string; root: string; storage: string }) {
  const [isSettled, setIsSettled] = useState(false);
  useEffect(() => whenSettled(() => setIsSettled(true)), []);
  if (!isSettled) return null;
  return <FileThumbnail file={{ root, storage, id }} box={22} fallback={<Icon name="file" size={14} />} />;
}
