import type { ComponentPropsWithRef, ReactNode } from 'react';
import classes from './button.module.css';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonKind = 'default' | 'primary' | 'danger' | 'quiet' | 'link';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  kind?: ButtonKind | undefined;
  icon?: IconName | undefined;
  /** Says that pressing opens a menu or a popover. */
  hasMenu?: boolean | undefined;
  children: ReactNode;
}

const kindClass: Record<ButtonKind, string | undefined> = {
  default: undefined,
  primary: classes.primary,
  danger: classes.danger,
  quiet: classes.quiet,
  link: classes.link,
};

function classNames(...names: (string | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

/** 26 px high; `primary` for the one main action, `quiet` without a frame, `link` looks like a link. */
export function Button({ kind = 'default', icon, hasMenu, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={classNames(classes.button, kindClass[kind], className)}>
      {icon && <Icon name={icon} className={classes.icon} />}
      {children}
      {hasMenu && <Icon name="chevronDown" size={14} className={classes.chevron} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children'> {
  /** The accessible name, also shown as the tooltip. */
  label: string;
  icon: IconName;
  /** Shown in the tooltip beside the label, as `Ctrl K`. */
  shortcut?: string | undefined;
  /** The tooltip, where it should say more than the name. */
  hint?: string | undefined;
  kind?: 'default' | 'quiet' | 'danger' | undefined;
  iconSize?: number | undefined;
}

export function IconButton({
  label,
  icon,
  shortcut,
  hint,
  kind = 'quiet',
  iconSize,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={hint ?? label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={classNames(classes.button, classes.square, kindClass[kind], className)}
      >
        <Icon name={icon} {...(iconSize === undefined ? {} : { size: iconSize })} />
      </button>
    </Tooltip>
  );
}

export interface LinkButtonProps extends ComponentPropsWithRef<'a'> {
  icon?: IconName | undefined;
  children: ReactNode;
}

/** A link that looks like a button: downloads, files opened beside the window. */
export function LinkButton({ icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <a {...rest} className={classNames(classes.button, className)}>
      {icon && <Icon name={icon} className={classes.icon} />}
      {children}
    </a>
  );
}
