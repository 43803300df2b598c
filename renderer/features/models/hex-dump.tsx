import { formatBytes } from '../../ui/index.ts';
import classes from './field-value.module.css';

const bytesPerLine = 8;
const shownBytes = 4096;

/** The first bytes in lines of eight, with the letters among them. */
export function HexDump({ hex, sizeBytes }: { hex: string; sizeBytes: number }) {
  const bytes = (hex.slice(0, shownBytes * 2).match(/../g) ?? []) as string[];
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const line = bytes.slice(at, at + bytesPerLine);
    const letters = line.map((byte) => letterOf(Number.parseInt(byte, 16))).join('');
    lines.push(`${line.join(' ').padEnd(bytesPerLine * 3 - 1)}  ${letters}`);
  }
  return (
    <>
      {lines.length > 0 && <pre className={classes.hex}>{lines.join('\n')}</pre>}
      <span className={classes.note}>
        {bytes.length < sizeBytes && lines.length > 0 ? '… ' : ''}
        {formatBytes(sizeBytes)}
      </span>
    </>
  );
}

function letterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
