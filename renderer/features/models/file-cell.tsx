import { Icon } from '../../ui/index.ts';
import { FileThumbnail } from '../files/index.ts';
import classes from './cells.module.css';

/** A value that is the id of a file: its picture for the eye, the id as text. */
export function FileCell({ id, root, storage }: { id: string; root: string; storage: string }) {
  return (
    <span className={classes.file} title={id}>
      <span className={classes.thumbnail}>
        <FileThumbnail key={id} file={{ root, storage, id }} box={22} fallback={<Icon name="file" size={14} />} />
      </span>
      <span className={classes.unseen}>{id}</span>
    </span>
  );
}
