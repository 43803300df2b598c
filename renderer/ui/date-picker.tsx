import { type KeyboardEvent, useState } from 'react';
import { IconButton } from './button.tsx';
import classes from './date-picker.module.css';

export interface DatePickerProps {
  /** `YYYY-MM-DD`; `null` when no day is chosen. */
  value: string | null;
  /** `YYYY-MM-DD`. */
  today: string;
  onChoose: (date: string) => void;
}

const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const months = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });
const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });

/** A month of days. Arrows move by days and weeks, Page Up and Down by months. Everything is in UTC: a day has no zone. */
export function DatePicker({ value, today, onChoose }: DatePickerProps) {
  const [shown, setShown] = useState(value ?? today);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (value !== null) setShown(value);
  }
  const [year = 0, month = 1] = shown.split('-').map(Number);
  const first = dayOf(year, month - 1, 1);
  const offset = (first.getUTCDay() + 6) % 7;
  const days = Array.from({ length: 42 }, (_, index) => textOf(dayOf(year, month - 1, index - offset + 1)));
  const inMonth = shown.slice(0, 7);

  function show(next: Date, grid: Element | null): void {
    const text = textOf(next);
    // Four digits are all that is written here.
    if (!/^\d{4}-/.test(text) || text.startsWith('0000')) return;
    setShown(text);
    if (grid !== null)
      requestAnimationFrame(() => grid.querySelector<HTMLElement>(`[data-day="${CSS.escape(text)}"]`)?.focus());
  }

  function moveMonth(by: number, grid: Element | null): void {
    const target = dayOf(year, month - 1 + by, 1);
    const last = dayOf(target.getUTCFullYear(), target.getUTCMonth() + 1, 0).getUTCDate();
    show(dayOf(target.getUTCFullYear(), target.getUTCMonth(), Math.min(Number(shown.slice(8, 10)), last)), grid);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const grid = event.currentTarget;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    if (by !== undefined) show(dayOf(year, month - 1, Number(shown.slice(8, 10)) + by), grid);
    else if (event.key === 'PageUp' || event.key === 'PageDown')
      moveMonth((event.key === 'PageUp' ? -1 : 1) * (event.shiftKey ? 12 : 1), grid);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={classes.picker}>
      <div className={classes.head}>
        <IconButton label="Year before" icon="back" onClick={() => moveMonth(-12, null)} />
        <IconButton label="Month before" icon="chevronLeft" onClick={() => moveMonth(-1, null)} />
        <span className={classes.title} aria-live="polite">
          {months.format(first)} {String(year).padStart(4, '0')}
        </span>
        <IconButton label="Month after" icon="chevronRight" onClick={() => moveMonth(1, null)} />
        <IconButton label="Year after" icon="forward" onClick={() => moveMonth(12, null)} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: days are buttons in a group; a table would promise cells. */}
      <div className={classes.days} role="group" aria-label="Days" onKeyDown={onKeyDown}>
        {weekdays.map((weekday) => (
          <span key={weekday} className={classes.weekday} aria-hidden>
            {weekday}
          </span>
        ))}
        {days.map((day) => (
          <button
            key={day}
            type="button"
            className={classes.day}
            data-day={day}
            data-outside={day.startsWith(inMonth) ? undefined : true}
            data-today={day === today || undefined}
            aria-label={long.format(new Date(`${day}T00:00:00Z`))}
            aria-pressed={day === value}
            tabIndex={day === shown ? 0 : -1}
            data-autofocus={day === shown || undefined}
            onClick={() => onChoose(day)}
          >
            {Number(day.slice(8, 10))}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Years below 100 are those years, not 19…. */
function dayOf(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date;
}

function textOf(date: Date): string {
  return date.toISOString().replace(/T.*/, '');
}
