import { useMemo, useState } from 'react';
import { formatJson, tokenizeJson } from '../../../shared/domain/json-text.ts';
import { Button } from '../../ui/index.ts';
import classes from './field-value.module.css';

/** Documents with more text than this are shown from their beginning. */
const shownCharacters = 20_000;

/** A document with every digit as it is stored; only the space between its tokens is ours. */
export function JsonText({ text }: { text: string }) {
  const [unfolded, setUnfolded] = useState<string | null>(null);
  const formatted = useMemo(() => formatJson(text, 2) ?? text, [text]);
  const shown = unfolded === text ? formatted : formatted.slice(0, shownCharacters);
  const pieces = useMemo(() => [...tokenizeJson(shown)], [shown]);
  return (
    <>
      <pre className={classes.json}>
        {pieces.map(({ kind, start, end }) => (
          <span key={start} className={classes[kind]}>
            {shown.slice(start, end)}
          </span>
        ))}
      </pre>
      {shown.length < formatted.length && (
        <Button kind="link" onClick={() => setUnfolded(text)}>
          Show all
        </Button>
      )}
    </>
  );
}
