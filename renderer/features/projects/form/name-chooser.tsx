import { useState } from 'react';
import { Button, Checkbox, Chip, Popover, TextField } from '../../../ui/index.ts';
import classes from './project-form.module.css';

export interface NameChooserProps {
  /** `databases`, `schemas`: lower case, several. */
  things: string;
  /** `database`: one of them. */
  thing: string;
  chosen: readonly string[];
  /** What a test found; empty before one. */
  found: readonly string[];
  /** Of the chosen ones, these are shown elsewhere. */
  hidden?: readonly string[] | undefined;
  /** Instead of chips when none is chosen. */
  whenNone?: string | undefined;
  onChange: (chosen: readonly string[]) => void;
}

const listedNames = 200;

/** Several names out of those a server has, or typed where nobody has asked the server yet. */
export function NameChooser({ things, thing, chosen, found, hidden = [], whenNone, onChange }: NameChooserProps) {
  const [text, setText] = useState('');
  const all = [...new Set([...chosen.filter((name) => name !== ''), ...found])];
  const wanted = text.trim().toLowerCase();
  const matching = all.filter((name) => name.toLowerCase().includes(wanted));
  const isNew = text !== '' && !all.includes(text);
  const shown = chosen.filter((name) => name !== '' && !hidden.includes(name));

  function toggle(name: string, isChosen: boolean): void {
    onChange(isChosen ? [...chosen, name] : chosen.filter((other) => other !== name));
  }
  function add(): void {
    if (text === '') return;
    if (!chosen.includes(text)) onChange([...chosen, text]);
    setText('');
  }

  return (
    <div className={classes.names}>
      {shown.length === 0 && whenNone !== undefined && <span className={classes.none}>{whenNone}</span>}
      {shown.map((name) => (
        <Chip key={name} label={name} onRemove={() => toggle(name, false)} />
      ))}
      <Popover
        label={`Choose ${things}`}
        width={300}
        onOpenChange={() => setText('')}
        target={
          <Button kind="link" className={classes.choose}>
            Choose {things}…
          </Button>
        }
      >
        <form
          className={classes.chooser}
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            add();
          }}
        >
          <TextField
            label={found.length === 0 ? `Name of a ${thing}` : `Find or add a ${thing}`}
            value={text}
            onChange={setText}
            data-autofocus
          />
          {found.length === 0 && <p className={classes.hint}>A test of the connection lists what the server has.</p>}
          {matching.length > 0 && (
            <div className={classes.found}>
              {matching.slice(0, listedNames).map((name) => (
                <Checkbox
                  key={name}
                  label={name}
                  isChecked={chosen.includes(name)}
                  onChange={(isChosen) => toggle(name, isChosen)}
                />
              ))}
              {matching.length > listedNames && <p className={classes.hint}>Type to find the others</p>}
            </div>
          )}
          {isNew && (
            <Button type="submit" icon="plus">
              Add “{text}”
            </Button>
          )}
        </form>
      </Popover>
    </div>
  );
}
