import classes from './states.module.css';

/** The shape of what is coming, in its final size. Invisible for the first 150 ms: a quick answer shows no flicker. */
export function Skeleton({ width, height = 14 }: { width: number | string; height?: number | string }) {
  return <div className={classes.skeleton} style={{ width, height }} aria-hidden />;
}
