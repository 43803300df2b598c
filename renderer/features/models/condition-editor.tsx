import { useId, useState } from 'react';
import type { Field } from '../../../shared/domain/catalog.ts';
import { Button, SegmentedControl, Select, TextField } from '../../ui/index.ts';
import { type Condition, editText, type Operator, operatorLabel, operatorsFor, parseValue } from './condition.ts';
import classes from './filters.module.css';

export interface ConditionEditorProps {
  fields: readonly Field[];
  /** The condition to change; without one a new one is made, for `field` if that is given. */
  condition?: Condition | undefined;
  field?: string | undefined;
  onApply: (condition: Condition) => void;
}

interface Draft {
  readonly field: string;
  readonly operator: Operator;
  /** As typed; for `in` one value a line. */
  readonly texts: readonly [string, string];
}

/** One condition: column, operator, and as many values as the operator takes. */
export function ConditionEditor({ fields, condition, field: wanted, onApply }: ConditionEditorProps) {
  const [draft, setDraft] = useState<Draft>(() => startingDraft(fields, condition, wanted));
  const [problem, setProblem] = useState<string | undefined>();
  const known = fields.find(({ name }) => name === draft.field) ?? fields[0];
  if (known === undefined) return null;
  const field = known;
  const choices = operatorsFor(field);
  const operator = choices.includes(draft.operator) ? draft.operator : (choices[0] ?? 'is');

  function change(part: Partial<Draft>): void {
    setProblem(undefined);
    setDraft({ ...draft, operator, ...part });
  }

  function apply(): void {
    const parsed = readValues(field, operator, textsOf(field, draft.texts));
    if (typeof parsed === 'string') setProblem(parsed);
    else onApply({ field: field.name, operator, values: parsed });
  }

  return (
    <form
      className={classes.editor}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div className={classes.line}>
        <Select
          label="Column"
          showLabel={false}
          width={170}
          isSearchable={fields.length > 12}
          value={field.name}
          choices={fields.map(({ name }) => ({ value: name, label: name }))}
          onChange={(name) => change({ field: name })}
        />
        <Select
          label="Operator"
          showLabel={false}
          width={150}
          value={operator}
          choices={choices.map((choice) => ({ value: choice, label: operatorLabel(choice, field) }))}
          onChange={(choice) => change({ operator: choice })}
        />
      </div>
      <Values
        field={field}
        operator={operator}
        texts={draft.texts}
        problem={problem}
        onChange={(texts) => change({ texts })}
      />
      <div className={classes.actions}>
        <Button kind="primary" type="submit">
          Apply
        </Button>
      </div>
    </form>
  );
}

function startingDraft(fields: readonly Field[], condition: Condition | undefined, wanted: string | undefined): Draft {
  const name = condition?.field ?? wanted ?? fields[0]?.name ?? '';
  const field = fields.find((one) => one.name === name);
  if (condition === undefined || field === undefined)
    return { field: name, operator: field ? (operatorsFor(field)[0] ?? 'is') : 'is', texts: ['', ''] };
  const texts = condition.values.map((value) => (value === null ? '' : editText(field, value)));
  const joined = condition.operator === 'in' ? texts.join('\n') : (texts[0] ?? '');
  return { field: name, operator: condition.operator, texts: [joined, texts[1] ?? ''] };
}

/** The switch of a boolean stands at true before it is touched. */
function textsOf(field: Field, texts: Draft['texts']): Draft['texts'] {
  return field.type === 'boolean' && texts[0] === '' ? ['true', ''] : texts;
}

/** @returns the values, or what is wrong with them. */
function readValues(field: Field, operator: Operator, texts: readonly [string, string]): Condition['values'] | string {
  if (operator === 'isNull' || operator === 'isNotNull') return [];
  const typed =
    operator === 'between'
      ? texts
      : operator === 'in'
        ? texts[0].split('\n').filter((line) => line !== '')
        : [texts[0]];
  if (typed.length === 0) return 'Type one value a line';
  const values: Condition['values'][number][] = [];
  for (const text of typed) {
    const parsed = parseValue(field, operator, text);
    if (!parsed.ok) return parsed.message;
    values.push(parsed.value);
  }
  return values;
}

interface ValuesProps {
  field: Field;
  operator: Operator;
  texts: readonly [string, string];
  problem: string | undefined;
  onChange: (texts: readonly [string, string]) => void;
}

function Values({ field, operator, texts, problem, onChange }: ValuesProps) {
  const id = useId();
  if (operator === 'isNull' || operator === 'isNotNull') return null;
  if (field.type === 'boolean') {
    return (
      <SegmentedControl
        label="Value"
        value={/^(?:false|0)$/i.test(texts[0]) ? 'false' : 'true'}
        choices={[
          { value: 'true', label: 'true' },
          { value: 'false', label: 'false' },
        ]}
        onChange={(value) => onChange([value, ''])}
      />
    );
  }
  if (operator === 'in') {
    return (
      <div>
        <label className={classes.hint} htmlFor={id}>
          One value a line
        </label>
        <textarea
          id={id}
          className={classes.values}
          rows={5}
          spellCheck={false}
          value={texts[0]}
          onChange={(event) => onChange([event.currentTarget.value, ''])}
        />
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
    );
  }
  const isRange = operator === 'between';
  return (
    <div className={classes.line}>
      <TextField
        label={isRange ? 'From' : 'Value'}
        showLabel={false}
        placeholder={isRange ? 'From' : placeholderFor(field)}
        className={classes.value}
        value={texts[0]}
        error={problem}
        data-autofocus
        onChange={(text) => onChange([text, texts[1]])}
      />
      {isRange && (
        <TextField
          label="To"
          showLabel={false}
          placeholder="To"
          className={classes.value}
          value={texts[1]}
          onChange={(text) => onChange([texts[0], text])}
        />
      )}
    </div>
  );
}

function placeholderFor(field: Field): string {
  switch (field.type) {
    case 'date':
      return '2026-03-01';
    case 'time':
      return '09:15:00';
    case 'datetime':
      return '2026-03-01 09:15:00';
    case 'bytes':
      return 'Hex digits';
    default:
      return 'Value';
  }
}
