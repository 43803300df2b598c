import type { Impact } from '../../../shared/contract/changes.ts';
import { formatCount } from '../../ui/index.ts';

const things: Readonly<Record<string, string>> = { rows: 'row', files: 'file', keys: 'key' };

/** One line: how many of what, and what happens to them. */
export function impactText({ contributor, effect, title, count }: Impact): string {
  const isOne = count.kind === 'exact' && count.value === 1;
  const thing = things[contributor] ?? 'thing';
  return `${title}: ${formatCount(count)} ${isOne ? thing : `${thing}s`} ${effectText(effect, isOne)}`;
}

function effectText(effect: Impact['effect'], isOne: boolean): string {
  switch (effect) {
    case 'cascade':
      return isOne ? 'is deleted too' : 'are deleted too';
    case 'setNull':
      return isOne ? 'refers to NULL then' : 'refer to NULL then';
    case 'setDefault':
      return isOne ? 'refers to the default then' : 'refer to the default then';
    case 'blocks':
      return isOne ? 'prevents it by referring to what is deleted' : 'prevent it by referring to what is deleted';
    case 'dangles':
      return isOne ? 'refers to what is gone then' : 'refer to what is gone then';
  }
}
