/**
 * A parse tree as the server writes it (`pg_node_tree`, src/backend/nodes/outfuncs.c and read.c): `{LABEL :field value …}`
 * is a node, `(a b)` a list, everything else a word. Which fields a node has differs between versions; the form does not.
 */
export type TreeValue = string | TreeNode | readonly TreeValue[];

export interface TreeNode {
  readonly label: string;
  /** A field's values: mostly one. */
  readonly fields: ReadonlyMap<string, readonly TreeValue[]>;
}

/** Brackets, or a word in which a backslash takes the meaning from what follows it. */
const token = /\s*([{}()]|(?:\\[\s\S]|[^\s{}()\\])+)/uy;

/** Deeper than any view that a person has written, and far from the end of the stack. */
const maxDepth = 1000;

/** `null` for a text that is no such tree. */
export function parseNodeTree(text: string): TreeValue | null {
  token.lastIndex = 0;
  const value = readValue(text, take(text), 0);
  return value !== null && text.slice(token.lastIndex).trim() === '' ? value : null;
}

export function isNode(value: TreeValue | undefined): value is TreeNode {
  return typeof value === 'object' && 'label' in value;
}

export function isList(value: TreeValue | undefined): value is readonly TreeValue[] {
  return Array.isArray(value);
}

/** The one value of a field; `undefined` when there is none or more. */
export function fieldOf(node: TreeNode, name: string): TreeValue | undefined {
  const values = node.fields.get(name);
  return values?.length === 1 ? values[0] : undefined;
}

function take(text: string): string | null {
  return token.exec(text)?.[1] ?? null;
}

function readValue(text: string, first: string | null, depth: number): TreeValue | null {
  if (depth > maxDepth) return null;
  switch (first) {
    case null:
    case '}':
    case ')':
      return null;
    case '(':
      return readList(text, depth + 1);
    case '{':
      return readNode(text, depth + 1);
    default:
      return first;
  }
}

function readList(text: string, depth: number): readonly TreeValue[] | null {
  const items: TreeValue[] = [];
  for (;;) {
    const next = take(text);
    if (next === ')') return items;
    const item = readValue(text, next, depth);
    if (item === null) return null;
    items.push(item);
  }
}

function readNode(text: string, depth: number): TreeNode | null {
  const label = take(text);
  if (label === null || /^[{}()]$/.test(label)) return null;
  const fields = new Map<string, TreeValue[]>();
  let values: TreeValue[] = [];
  for (;;) {
    const next = take(text);
    if (next === '}') return { label, fields };
    if (next?.startsWith(':')) {
      values = [];
      fields.set(next.slice(1), values);
      continue;
    }
    const value = readValue(text, next, depth);
    if (value === null) return null;
    values.push(value);
  }
}
