import {
  Checkbox as MantineCheckbox,
  SegmentedControl as MantineSegmentedControl,
  Select as MantineSelect,
  Switch as MantineSwitch,
} from '@mantine/core';
import { type ReactNode, useContext } from 'react';
import classes from './field.module.css';
import { Icon } from './icon.tsx';
import menuClasses from './menu.module.css';
import { PanelContext } from './panel-context.ts';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly isDisabled?: boolean;
  /** Before the label, where all choices are seen at once. */
  readonly mark?: ReactNode;
}

export interface SelectProps<Value extends string> {
  label: string;
  /** False: the label is only the accessible name. Default true. */
  showLabel?: boolean | undefined;
  value: Value;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
  /** Lets a person type to find a choice: for long lists. */
  isSearchable?: boolean | undefined;
  isDisabled?: boolean | undefined;
  width?: number | undefined;
}

/** Of thousands of choices only these are drawn; typing brings the others. */
const mostSearched = 200;

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, showLabel = true, value, choices, onChange, isSearchable = false, isDisabled = false, width } = props;
  const isInPanel = useContext(PanelContext);
  return (
    <MantineSelect<Value>
      {...(showLabel ? { label } : { 'aria-label': label })}
      value={value}
      data={choices.map((choice) => ({
        value: choice.value,
        label: choice.label,
        disabled: choice.isDisabled ?? false,
      }))}
      onChange={(chosen) => {
        if (chosen !== null) onChange(chosen);
      }}
      allowDeselect={false}
      searchable={isSearchable}
      {...(isSearchable ? { limit: mostSearched } : {})}
      nothingFoundMessage="Nothing found"
      withCheckIcon={false}
      disabled={isDisabled}
      rightSection={<Icon name="chevronDown" size={14} />}
      rightSectionPointerEvents="none"
      maxDropdownHeight={320}
      comboboxProps={{
        withinPortal: !isInPanel,
        offset: 4,
        transitionProps: { duration: 80, transition: 'fade' },
        width: 'target',
        middlewares: { flip: true, shift: true },
      }}
      {...(width === undefined ? {} : { w: width })}
      classNames={{
        root: classes.select ?? '',
        label: classes.label ?? '',
        input: classes.input ?? '',
        section: classes.selectSection ?? '',
        dropdown: menuClasses.dropdown ?? '',
        option: classes.option ?? '',
      }}
    />
  );
}

export interface CheckboxProps {
  label: string;
  showLabel?: boolean | undefined;
  isChecked: boolean | 'mixed';
  isDisabled?: boolean | undefined;
  onChange: (isChecked: boolean) => void;
}

export function Checkbox({ label, showLabel = true, isChecked, isDisabled = false, onChange }: CheckboxProps) {
  return (
    <MantineCheckbox
      {...(showLabel ? { label } : { 'aria-label': label })}
      checked={isChecked === true}
      indeterminate={isChecked === 'mixed'}
      disabled={isDisabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
      classNames={{
        root: classes.checkboxRoot ?? '',
        body: classes.checkboxBody ?? '',
        inner: classes.checkbox ?? '',
        input: `${classes.checkbox} ${classes.checkboxInput}`,
        icon: classes.checkboxIcon ?? '',
        label: classes.checkboxLabel ?? '',
      }}
    />
  );
}

export interface SwitchProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Something that is on or off as a whole. */
export function Switch({ label, isOn, onChange }: SwitchProps) {
  return (
    <MantineSwitch
      label={label}
      checked={isOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
      withThumbIndicator={false}
      classNames={{
        root: classes.switchRoot ?? '',
        track: classes.switchTrack ?? '',
        thumb: classes.switchThumb ?? '',
        label: classes.switchLabel ?? '',
      }}
    />
  );
}

export interface SegmentedControlProps<Value extends string> {
  /** The accessible name of the group. */
  label: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
}

/** One of a few choices, all visible. */
export function SegmentedControl<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: SegmentedControlProps<Value>) {
  return (
    <MantineSegmentedControl<Value>
      aria-label={label}
      value={value}
      data={choices.map((choice) => ({
        value: choice.value,
        label: choice.mark ? (
          <span className={classes.choiceMark}>
            {choice.mark}
            {choice.label}
          </span>
        ) : (
          choice.label
        ),
        disabled: choice.isDisabled ?? false,
      }))}
      onChange={onChange}
      transitionDuration={100}
      withItemsBorders={false}
      classNames={{
        root: classes.segments ?? '',
        label: classes.segmentLabel ?? '',
        indicator: classes.segmentIndicator ?? '',
        control: classes.segmentControl ?? '',
      }}
    />
  );
}
