import type { KeySummary } from '../../../shared/contract/redis.ts';
import { Badge, type BadgeTone } from '../../ui/index.ts';

const tones: Readonly<Record<KeySummary['type'], BadgeTone>> = {
  string: 'blue',
  hash: 'red',
  list: 'green',
  set: 'indigo',
  zset: 'orange',
  stream: 'violet',
  none: 'neutral',
  other: 'neutral',
};

/** The type by the server's own word; a key that is gone says so. */
export function TypeBadge({ type, typeName }: Pick<KeySummary, 'type' | 'typeName'>) {
  return <Badge tone={tones[type]}>{type === 'none' ? 'gone' : typeName}</Badge>;
}
