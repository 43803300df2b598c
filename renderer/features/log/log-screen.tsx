import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useLayoutEffect, useMemo, useRef } from 'react';
import { AppError } from '../../../shared/domain/app-error.ts';
import { logPath } from '../../../shared/domain/byte-address.ts';
import { toAppError, useBytesPrefix } from '../../host/index.ts';
import {
  EmptyState,
  ErrorState,
  IconButton,
  LinkButton,
  SearchField,
  Skeleton,
  Spacer,
  Toolbar,
  useShortcut,
  useTabTitle,
} from '../../ui/index.ts';
import classes from './log-screen.module.css';
import { logSearchSchema } from './log-search.ts';

/** The host's log, newest part, as it stands in the file; narrowed to the entries of one reference where one is given. */
export function LogScreen() {
  useTabTitle('Log', 'document');
  const prefix = useBytesPrefix();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { reference = '' } = logSearchSchema.parse(useSearch({ strict: false }));
  const wanted = useDeferredValue(reference.trim());
  const address = logPath(prefix, wanted || undefined);
  const log = useQuery({
    queryKey: ['log', address],
    queryFn: ({ signal }) => readLog(address, signal),
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const lines = useMemo(() => (log.data ?? '').split('\n').filter(Boolean), [log.data]);

  function refresh(): void {
    void queryClient.invalidateQueries({ queryKey: ['log'] });
  }
  useShortcut('F5', 'Refresh', refresh);

  return (
    <div className={classes.screen}>
      <Toolbar title="Log" detail="newest last">
        <SearchField
          label="Reference"
          placeholder="Reference of an error"
          className={classes.reference}
          value={reference}
          onChange={(text) =>
            // Typing is one step of the way back, not one for each letter.
            void navigate({ to: '.', search: text ? { reference: text } : {}, replace: true })
          }
        />
        <Spacer />
        <LinkButton icon="download" href={address} download="storeroom-log.txt">
          Download
        </LinkButton>
        <IconButton label="Refresh" icon="refresh" kind="default" shortcut="F5" onClick={refresh} />
      </Toolbar>
      {log.isError ? (
        <ErrorState error={toAppError(log.error)} onRetry={refresh} />
      ) : !log.data && log.isPending ? (
        <div className={classes.waiting}>
          {[62, 80, 54, 71].map((width) => (
            <Skeleton key={width} width={`${width}%`} />
          ))}
        </div>
      ) : lines.length === 0 ? (
        <EmptyState
          title={wanted ? 'No entry has this reference' : 'The log is empty'}
          hint={wanted ? 'Older entries may have been removed.' : undefined}
        />
      ) : (
        <LogLines lines={lines} />
      )}
    </div>
  );
}

function LogLines({ lines }: { lines: readonly string[] }) {
  const element = useRef<HTMLPreElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest lines are at the end.
  useLayoutEffect(() => {
    if (element.current) element.current.scrollTop = element.current.scrollHeight;
  }, [lines]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <pre ref={element} className={classes.log} tabIndex={0} role="log" aria-live="off" aria-label="Log entries">
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines never change places.
        <LogLine key={at} line={line} />
      ))}
    </pre>
  );
}

/** `2026-11-21T21:42:00.000Z  ERROR  message …`, as the host writes entries for people; stacks follow indented. */
function levelOf(line: string): string | undefined {
  const level = /^\S+ {2}([A-Z]+) {2}/.exec(line)?.[1];
  if (level === 'ERROR' || level === 'FATAL') return 'error';
  return level === 'WARN' ? 'warning' : undefined;
}

function LogLine({ line }: { line: string }) {
  return (
    <span data-level={levelOf(line)} className={classes.line}>
      {line}
      {'\n'}
    </span>
  );
}

async function readLog(address: string, signal: AbortSignal): Promise<string> {
  let response: Response;
  try {
    response = await fetch(address, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new AppError('connection', 'The log can’t be read: Storeroom does not answer', {}, { cause });
  }
  if (!response.ok) throw new AppError('internal', `The log can’t be read (HTTP ${response.status})`);
  return response.text();
}
