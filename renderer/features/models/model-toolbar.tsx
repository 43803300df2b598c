import { useRef } from 'react';
import type { Model } from '../../../shared/domain/catalog.ts';
import { Button, Icon, IconButton, Popover, SearchField, Spacer, Toolbar, useShortcut } from '../../ui/index.ts';
import { ColumnChooser } from './column-chooser.tsx';
import type { Condition } from './condition.ts';
import { ConditionEditor } from './condition-editor.tsx';
import { setNullKeys } from './editors/editor-tools.tsx';
import { kindWords } from './model-icon.ts';
import classes from './model-screen.module.css';
import { lowerFirst } from './staging/use-staging.ts';
import { useSearchText } from './use-search-text.ts';

export interface ModelToolbarProps {
  model: Model;
  /** How many rows; `undefined` while nothing is known. */
  detail: string | undefined;
  search: string;
  onSearch: (text: string) => void;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  /** The field a new condition begins with; `null` while the panel is closed, empty for the first field. */
  filterField: string | null;
  onFilterField: (field: string | null) => void;
  onCondition: (condition: Condition) => void;
  onCopy: () => void;
  onRefresh: () => void;
  /** Why nothing can be changed; `null` when it can. */
  readOnlyReason: string | null;
  onAdd: () => void;
  onDuplicate: () => void;
  onDelete: () => void;
  onSetNull: () => void;
}

/** Its own name, what it is, and what its author wrote about it. */
function modelHint({ id, kind, comment }: Model): string {
  return [[id, kindWords[kind]].filter(Boolean).join(' · '), comment ?? ''].filter(Boolean).join('\n');
}

export function ModelToolbar(props: ModelToolbarProps) {
  const { model, filterField, onFilterField, readOnlyReason } = props;
  const [text, setText] = useSearchText(props.search, props.onSearch);
  const searchBox = useRef<HTMLInputElement>(null);
  useShortcut('mod+F', 'Search rows', () => searchBox.current?.focus());
  return (
    <Toolbar title={model.caption} hint={modelHint(model)} detail={props.detail}>
      <SearchField ref={searchBox} label="Search rows" className={classes.search} value={text} onChange={setText} />
      {readOnlyReason !== null && (
        <span className={classes.readOnly} title={readOnlyReason}>
          <Icon name="lock" size={14} className={classes.readOnlyIcon} />
          <span className={classes.readOnlyText}>Read-only: {lowerFirst(readOnlyReason)}</span>
        </span>
      )}
      <Spacer />
      <Popover
        label="New condition"
        position="bottom-end"
        isOpen={filterField !== null}
        onOpenChange={(isOpen) => onFilterField(isOpen ? '' : null)}
        target={<Button icon="filter">Filter</Button>}
      >
        <ConditionEditor
          key={filterField ?? ''}
          fields={model.fields}
          field={filterField === null || filterField === '' ? undefined : filterField}
          onApply={(condition) => {
            onFilterField(null);
            props.onCondition(condition);
          }}
        />
      </Popover>
      <ColumnChooser fields={model.fields} hidden={props.hidden} onChange={props.onHide} />
      <IconButton label="Copy selection" icon="copy" kind="default" shortcut="mod+C" onClick={props.onCopy} />
      <IconButton label="Refresh" icon="refresh" kind="default" shortcut="F5" onClick={props.onRefresh} />
      {readOnlyReason === null && (
        <>
          <span className={classes.separator} />
          <IconButton label="Set NULL" icon="null" kind="default" shortcut={setNullKeys} onClick={props.onSetNull} />
          <IconButton label="Duplicate row" icon="duplicate" kind="default" onClick={props.onDuplicate} />
          <IconButton
            label="Delete rows"
            hint="Delete the rows selected by their numbers, or the active one"
            icon="trash"
            kind="default"
            onClick={props.onDelete}
          />
          <Button icon="plus" onClick={props.onAdd}>
            Add row
          </Button>
        </>
      )}
    </Toolbar>
  );
}
