import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Model } from '../../../shared/domain/catalog.ts';
import { useApi, useProject } from '../../host/index.ts';
import { Button, Chip, Popover } from '../../ui/index.ts';
import { type Condition, conditionWords, encodeCondition } from './condition.ts';
import { ConditionEditor } from './condition-editor.tsx';
import classes from './filters.module.css';

export interface ConditionChipsProps {
  storage: string;
  model: Model;
  conditions: readonly Condition[];
  onChange: (conditions: readonly Condition[]) => void;
  /** Takes away the conditions and the search. */
  onShowAll: () => void;
}

/** The conditions of a view in a line; a press on one changes it. */
export function ConditionChips({ storage, model, conditions, onChange, onShowAll }: ConditionChipsProps) {
  const [isAdding, setIsAdding] = useState(false);
  if (conditions.length === 0) return null;
  return (
    <fieldset className={classes.chips} aria-label="Conditions">
      {conditions.map((condition, index) => (
        <ConditionChip
          key={keyOf(conditions, index)}
          storage={storage}
          model={model}
          condition={condition}
          onChange={(changed) => onChange(conditions.with(index, changed))}
          onRemove={() => onChange(conditions.toSpliced(index, 1))}
        />
      ))}
      <Popover
        label="Condition"
        isOpen={isAdding}
        onOpenChange={setIsAdding}
        target={
          <Button kind="quiet" icon="plus">
            Add condition
          </Button>
        }
      >
        {(close) => (
          <ConditionEditor
            fields={model.fields}
            onApply={(condition) => {
              close();
              onChange([...conditions, condition]);
            }}
          />
        )}
      </Popover>
      <Button kind="quiet" onClick={onShowAll}>
        Show all rows
      </Button>
    </fieldset>
  );
}

/** By what it says, and by how many before it say the same. */
function keyOf(conditions: readonly Condition[], index: number): string {
  const texts = conditions.slice(0, index + 1).map((condition) => JSON.stringify(encodeCondition(condition)));
  const own = texts.at(-1) ?? '';
  return `${own}#${texts.filter((text) => text === own).length}`;
}

interface ConditionChipProps {
  storage: string;
  model: Model;
  condition: Condition;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function ConditionChip({ storage, model, condition, onChange, onRemove }: ConditionChipProps) {
  const [isOpen, setIsOpen] = useState(false);
  const field = model.fields.find(({ name }) => name === condition.field);
  const words = conditionWords(condition, field);
  const caption = useReferencedCaption(storage, model, condition);
  const value = caption ?? words.value;
  const label = [words.field, words.operator, value].filter((word) => word !== '').join(' ');
  return (
    <Popover
      label={label}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      target={
        <span className={classes.chip}>
          <Chip label={label} onClick={() => setIsOpen(true)} onRemove={onRemove}>
            <span>{words.field}</span>
            <b className={classes.operator}>{words.operator}</b>
            {value !== '' && <span className={classes.chipValue}>{value}</span>}
          </Chip>
        </span>
      }
    >
      {(close) => (
        <ConditionEditor
          fields={model.fields}
          condition={condition}
          onApply={(changed) => {
            close();
            onChange(changed);
          }}
        />
      )}
    </Popover>
  );
}

/** `manager is Leo Park` says more than `manager is 12`. */
function useReferencedCaption(storage: string, model: Model, { field, operator, values }: Condition): string | null {
  const api = useApi();
  const { id: project } = useProject();
  const isReference = model.fields.some(({ name, reference }) => name === field && reference !== null);
  const { data } = useQuery(
    api.rows.captions.list.queryOptions({
      input: { project, storage, model: model.id, field, values: [...values] },
      enabled: isReference && (operator === 'is' || operator === 'isNot'),
    }),
  );
  return data?.[0] ?? null;
}
