import type { MenuItemConstructorOptions } from 'electron';
import { ElectronRule } from './rule.ts';

/** tutorial/keyboard-shortcuts, "Accelerators": modifiers, then one key code. */
const modifiers = new Set([
  'Command',
  'Cmd',
  'Control',
  'Ctrl',
  'CommandOrControl',
  'CmdOrCtrl',
  'Alt',
  'Option',
  'AltGr',
  'Shift',
  'Super',
  'Meta',
]);
const keyCode =
  /^(?:[0-9A-Z]|F(?:[1-9]|1[0-9]|2[0-4])|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|Tab|Space|Plus|[)!@#$%^&*(:;=<,_\->.?/~`{\][|\\}"'])$/;

/** api/menu-item: role. Those that open a menu of their own need no submenu. */
const roles = new Set(
  'undo redo cut copy paste pasteAndMatchStyle delete selectAll reload forceReload toggleDevTools resetZoom zoomIn zoomOut togglefullscreen window minimize close help about services hide hideOthers unhide quit zoom front appMenu fileMenu editMenu viewMenu windowMenu'.split(
    ' ',
  ),
);

export class FakeMenu {
  readonly items: readonly MenuItemConstructorOptions[];

  private constructor(items: readonly MenuItemConstructorOptions[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): FakeMenu {
    for (const item of template) checkItem(item);
    return new FakeMenu(template);
  }

  /** The item at labels such as `['File', 'Open project…']`, mnemonics left out. */
  find(...path: readonly string[]): MenuItemConstructorOptions {
    let items = this.items;
    let found: MenuItemConstructorOptions | undefined;
    for (const label of path) {
      found = items.find((item) => labelOf(item) === label);
      if (!found) throw new Error(`No menu item ${path.join(' › ')}`);
      items = Array.isArray(found.submenu) ? found.submenu : [];
    }
    if (!found) throw new Error('No path given');
    return found;
  }

  /** Every item with an accelerator that the menu itself would act on (Windows and Linux: `registerAccelerator`). */
  acting(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
    const all = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
      items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
    return all(this.items).filter(
      (item) => item.accelerator !== undefined && (platform === 'darwin' || item.registerAccelerator !== false),
    );
  }
}

function labelOf({ label, role }: MenuItemConstructorOptions): string {
  return (label ?? role ?? '').replace(/&(&)?/g, '$1');
}

function checkItem(item: MenuItemConstructorOptions): void {
  const { accelerator, label, role, submenu, type } = item;
  if (role !== undefined && !roles.has(role)) {
    throw new ElectronRule(`Unknown role ${role}`, 'api/menu-item: role');
  }
  if (type !== 'separator' && role === undefined && (label === undefined || label === '')) {
    throw new ElectronRule(
      'Invalid template: an item needs a label, a role or a type',
      'api/menu: Menu.buildFromTemplate',
    );
  }
  if (accelerator !== undefined) checkAccelerator(accelerator);
  if (Array.isArray(submenu)) for (const child of submenu) checkItem(child);
}

function checkAccelerator(accelerator: string): void {
  const parts = accelerator.split('+');
  const key = parts.pop() ?? '';
  if (!parts.every((part) => modifiers.has(part)) || !keyCode.test(key)) {
    throw new ElectronRule(`Invalid accelerator: ${accelerator}`, 'tutorial/keyboard-shortcuts: "Accelerators"');
  }
}
