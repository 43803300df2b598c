import { useState } from 'react';
import { Button, DatePicker, IconButton, Popover } from '../../../ui/index.ts';
import { cellOfValue, draftText } from './draft.ts';
import classes from './editors.module.css';
import type { ControlProps } from './field-control.tsx';
import { subjectOf } from './field-editing.ts';
import { nowLike, readTemporal, type TemporalType, withClock, withDate } from './temporal.ts';
import { TextInput } from './text-input.tsx';

/** A text in the stored form, and a picker beside it that changes no more of it than it is asked to. */
export function TemporalInput(props: ControlProps) {
  return (
    <span className={classes.withPicker}>
      <TextInput {...props} />
      <Picker {...props} />
    </span>
  );
}

function Picker({ editing, draft }: ControlProps) {
  const { field } = editing;
  // Only fields of these types get this editor.
  const type = field.type as TemporalType;
  const stored = cellOfValue(subjectOf(editing).value);
  const like = typeof stored === 'string' ? stored : null;
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const read = readTemporal(draft.text);
  const clock = read?.time?.split(/[:.]/) ?? [];

  function setClock(part: 'hour' | 'minute' | 'second', value: number): void {
    draft.setText(withClock(draftText(draft.draft), part, value, type, today));
  }

  return (
    <Popover
      label={`Choose ${field.name}`}
      position="bottom-end"
      target={
        <IconButton
          label={`Choose ${field.name}`}
          icon={type === 'time' ? 'clock' : 'calendar'}
          iconSize={14}
          tabIndex={-1}
          className={classes.toolIcon}
        />
      }
    >
      {(close) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: keys of the picker are its own, not the grid's.
        <div
          className={classes.picker}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') event.stopPropagation();
          }}
        >
          {type !== 'time' && (
            <DatePicker
              value={read?.date ?? null}
              today={today}
              onChoose={(date) => {
                draft.setText(withDate(draft.text, date, type, like));
                if (type === 'date') close();
              }}
            />
          )}
          {type !== 'date' && (
            <div className={classes.clock}>
              <Digits label="Hour" most={23} value={clock[0]} onChange={(value) => setClock('hour', value)} />
              <span aria-hidden>:</span>
              <Digits label="Minute" most={59} value={clock[1]} onChange={(value) => setClock('minute', value)} />
              {(clock.length === 0 || clock[2] !== undefined) && (
                <>
                  <span aria-hidden>:</span>
                  <Digits label="Second" most={59} value={clock[2]} onChange={(value) => setClock('second', value)} />
                </>
              )}
            </div>
          )}
          <div className={classes.pickerEnd}>
            <Button
              onClick={() => {
                draft.setText(nowLike(draft.text || like, type, new Date()));
                close();
              }}
            >
              {type === 'date' ? 'Today (UTC)' : 'Now (UTC)'}
            </Button>
          </div>
        </div>
      )}
    </Popover>
  );
}

function Digits({
  label,
  most,
  value,
  onChange,
}: {
  label: string;
  most: number;
  value: string | undefined;
  onChange: (value: number) => void;
}) {
  return (
    <input
      type="number"
      aria-label={label}
      className={classes.digits}
      min={0}
      max={most}
      value={value ?? '00'}
      onChange={(event) => {
        // Two digits of a clock: nothing of the value itself.
        const next = Number(event.currentTarget.value);
        if (Number.isInteger(next) && next >= 0 && next <= most) onChange(next);
      }}
    />
  );
}
