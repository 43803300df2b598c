import { useState } from 'react';
import type { Field } from '../../../shared/domain/catalog.ts';
import { Button, Checkbox, IconButton, Popover, SearchField } from '../../ui/index.ts';
import classes from './filters.module.css';

export interface ColumnChooserProps {
  fields: readonly Field[];
  hidden: ReadonlySet<string>;
  onChange: (hidden: ReadonlySet<string>) => void;
}

/** Which columns are shown. Those that are not are not read either. */
export function ColumnChooser({ fields, hidden, onChange }: ColumnChooserProps) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const listed = fields.filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = fields.length - hidden.size;

  function toggle(name: string, isShown: boolean): void {
    const next = new Set(hidden);
    if (isShown) next.delete(name);
    else next.add(name);
    onChange(next);
  }

  return (
    <Popover
      label="Columns"
      position="bottom-end"
      width={260}
      target={
        <IconButton
          label="Columns"
          icon="columns"
          kind="default"
          hint={hidden.size > 0 ? `Columns: ${hidden.size} hidden` : 'Columns'}
        />
      }
    >
      <div className={classes.chooser}>
        {fields.length > 12 && <SearchField label="Find a column" value={text} onChange={setText} />}
        <fieldset className={classes.chooserList} aria-label="Shown columns">
          {listed.map(({ name }) => (
            <Checkbox
              key={name}
              label={name}
              isChecked={!hidden.has(name)}
              // One column stays: a grid without any shows nothing.
              isDisabled={shown === 1 && !hidden.has(name)}
              onChange={(isShown) => toggle(name, isShown)}
            />
          ))}
        </fieldset>
        <div className={classes.actions}>
          <Button kind="quiet" disabled={hidden.size === 0} onClick={() => onChange(new Set())}>
            Show all columns
          </Button>
        </div>
      </div>
    </Popover>
  );
}
