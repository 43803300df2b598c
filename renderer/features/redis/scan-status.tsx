import { formatCount, formatDuration, IconButton, ProgressBar } from '../../ui/index.ts';
import classes from './keys-screen.module.css';
import type { Scan } from './use-scan.ts';

/** How far the sweep has come, and how to pause it, go on, and begin anew. */
export function ScanStatus({ scan }: { scan: Scan }) {
  const { progress } = scan;
  if (!progress) return null;
  const { state, found, total, tookMs } = progress;
  const isUnderWay = state === 'scanning' || state === 'paused';
  const share = total === 0 ? null : Math.min(100, Math.floor((found / total) * 100));
  const keys = `${formatCount(found)} keys`;
  const text = {
    scanning: share === null ? `Scanned ${keys}` : `Scanned ${share} %, ${keys}`,
    paused: share === null ? `Paused at ${keys}` : `Paused at ${share} %, ${keys}`,
    complete: `Scanned in ${formatDuration(Math.round(tookMs))}`,
    failed: 'Scan stopped',
  }[state];
  return (
    <>
      <section className={classes.scan} aria-label="Scanning">
        <span className={classes.scanText}>{text}</span>
        {isUnderWay && <ProgressBar label="Scanning" done={found} total={total === 0 ? null : total} width={90} />}
      </section>
      {state === 'scanning' && <IconButton label="Pause scan" icon="pause" kind="default" onClick={scan.pause} />}
      {state === 'paused' && <IconButton label="Resume scan" icon="play" kind="default" onClick={scan.resume} />}
      <IconButton label="Refresh" icon="refresh" kind="default" shortcut="F5" onClick={scan.again} />
    </>
  );
}
