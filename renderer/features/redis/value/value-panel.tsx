import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { KeyDetails } from '../../../../shared/contract/redis.ts';
import { redisStringPath } from '../../../../shared/domain/byte-address.ts';
import { decodeKeyName, quoteForRedisCli } from '../../../../shared/domain/redis-name.ts';
import { toAppError, useApi, useBytesPrefix, useTimeZone } from '../../../host/index.ts';
import {
  EmptyState,
  ErrorState,
  formatBytes,
  formatCount,
  formatDate,
  Icon,
  IconButton,
  LinkButton,
  PanelErrorBoundary,
  Skeleton,
  Tooltip,
} from '../../../ui/index.ts';
import { copyToClipboard } from '../copy.ts';
import type { DatabaseRef } from '../keys-view.ts';
import { remainingTime } from '../remaining-time.ts';
import { TypeBadge } from '../type-badge.tsx';
import { shapes } from './element-columns.tsx';
import { ElementGrid } from './element-grid.tsx';
import { StringValue } from './string-value.tsx';
import classes from './value-panel.module.css';

export interface ValuePanelProps {
  database: DatabaseRef;
  /** base64url; `undefined` when no key is selected. */
  keyName: string | undefined;
}

/** The value of the selected key. */
export function ValuePanel({ database, keyName }: ValuePanelProps) {
  return (
    <section className={classes.panel} aria-label="Value">
      <PanelErrorBoundary resetKey={keyName}>
        {keyName === undefined ? (
          <EmptyState title="No key selected" hint="Choose a key in the tree to see its value." />
        ) : (
          <KeyValue key={keyName} database={database} keyName={keyName} />
        )}
      </PanelErrorBoundary>
    </section>
  );
}

function KeyValue({ database, keyName }: { database: DatabaseRef; keyName: string }) {
  const api = useApi();
  const query = useQuery(api.redis.get.queryOptions({ input: { ...database, key: keyName } }));
  const details = query.data;
  if (!details) {
    if (query.isError) return <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} />;
    return (
      <div className={classes.header}>
        <Skeleton width={220} height={16} />
        <Skeleton width={150} height={11} />
      </div>
    );
  }
  // Read again in the background: when that fails the value stays, and the reason stands above it.
  const failure = query.isError ? toAppError(query.error) : null;
  const header = (controls: ReactNode) => (
    <>
      <Header
        database={database}
        details={details}
        readAt={query.dataUpdatedAt}
        onExpired={query.refetch}
        controls={controls}
      />
      {failure && (
        <p className={classes.stale} role="alert">
          {failure.message}
        </p>
      )}
    </>
  );
  switch (details.type) {
    case 'string':
      return <StringValue key={query.dataUpdatedAt} database={database} details={details} header={header} />;
    case 'none':
    case 'other':
      return (
        <>
          {header(null)}
          <EmptyState
            title={`Values of the type ${details.typeName} can’t be shown`}
            hint="The type belongs to a module of this server."
          />
        </>
      );
    default:
      return (
        <>
          {header(null)}
          <ElementGrid database={database} details={details} type={details.type} reading={query.dataUpdatedAt} />
        </>
      );
  }
}

interface HeaderProps {
  database: DatabaseRef;
  details: KeyDetails;
  readAt: number;
  /** Stable between renders. */
  onExpired: () => Promise<unknown>;
  /** At the end of the second line: how the value is looked at. */
  controls: ReactNode;
}

function Header({ database, details, readAt, onExpired, controls }: HeaderProps) {
  const prefix = useBytesPrefix();
  const facts = [
    lengthText(details),
    details.encoding,
    details.memoryBytes === null ? '' : `${formatBytes(details.memoryBytes)} in memory`,
  ];
  return (
    <header className={classes.header}>
      <div className={classes.line}>
        <TypeBadge type={details.type} typeName={details.typeName} />
        <h2 className={details.label === '' ? classes.emptyName : classes.name} title={details.label}>
          {details.label === '' ? '(empty name)' : details.label}
        </h2>
        <IconButton
          label="Copy key"
          icon="copy"
          iconSize={15}
          hint="Copy key, quoted for redis-cli where needed"
          onClick={() => void copyToClipboard(quoteForRedisCli(decodeKeyName(details.key)), 'Key')}
        />
        <span className={classes.spacer} />
        <Expiry details={details} readAt={readAt} onExpired={onExpired} />
        {details.type === 'string' && (
          <LinkButton icon="download" href={redisStringPath(prefix, { ...database, key: details.key })} download>
            Download
          </LinkButton>
        )}
      </div>
      <div className={classes.line}>
        <p className={classes.facts}>{facts.filter(Boolean).join(' · ')}</p>
        <span className={classes.spacer} />
        {controls}
      </div>
    </header>
  );
}

function lengthText({ type, length }: KeyDetails): string {
  if (type === 'string') return formatBytes(length);
  if (type === 'none' || type === 'other') return '';
  const { one, many } = shapes[type];
  return `${formatCount(length)} ${length === 1 ? one : many}`;
}

/** The time that is left, second by second; exact on hover. */
function Expiry({ details: { ttlMs }, readAt, onExpired }: Pick<HeaderProps, 'details' | 'readAt' | 'onExpired'>) {
  const timeZone = useTimeZone();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (ttlMs === null) return;
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [ttlMs]);
  const isOver = ttlMs !== null && now > readAt + ttlMs + 500;
  useEffect(() => {
    // A key that is still there answers with its new time.
    if (isOver) void onExpired();
  }, [isOver, onExpired]);
  if (ttlMs === null) return <span className={classes.noExpiry}>No expiry</span>;
  const expiresAt = new Date(readAt + ttlMs);
  return (
    <Tooltip label={`Expires ${formatDate(expiresAt, timeZone)}${timeZone === 'local' ? '' : ` ${timeZone}`}`}>
      <span className={classes.expiry}>
        <Icon name="clock" size={15} />
        TTL {remainingTime(ttlMs, readAt, now)}
      </span>
    </Tooltip>
  );
}
