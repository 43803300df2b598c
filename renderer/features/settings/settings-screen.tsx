import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Settings } from '../../../shared/contract/settings.ts';
import { toAppError, useApi, useApplySettings, useKnownSettings, useSession } from '../../host/index.ts';
import {
  Button,
  ErrorState,
  formatBytes,
  formatCount,
  formatDate,
  notify,
  SegmentedControl,
  Select,
  Skeleton,
  TextField,
  Toolbar,
  useTabTitle,
} from '../../ui/index.ts';
import { parseCacheLimit } from './cache-limit.ts';
import classes from './settings-screen.module.css';
import { zoneChoices } from './time-zones.ts';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Settings of this Storeroom. Every change is kept at once. */
export function SettingsScreen() {
  useTabTitle('Settings', 'settings');
  const settings = useKnownSettings();
  const session = useSession();
  return (
    <div className={classes.screen}>
      <Toolbar title="Settings" />
      {settings ? (
        <div className={classes.groups}>
          <Appearance settings={settings} />
          <Times settings={settings} />
          <Thumbnails settings={settings} />
          <p className={classes.version}>Storeroom {session.version}</p>
        </div>
      ) : (
        <div className={classes.groups}>
          <Skeleton width={320} height={60} />
          <Skeleton width={320} height={60} />
        </div>
      )}
    </div>
  );
}

function useApply(): (change: Partial<Settings>) => void {
  const apply = useApplySettings();
  return (change) =>
    apply.mutate(change, { onError: (error) => notify({ kind: 'error', message: toAppError(error).message }) });
}

function Appearance({ settings }: { settings: Settings }) {
  const apply = useApply();
  return (
    <section className={classes.group}>
      <h2>Theme</h2>
      <SegmentedControl
        label="Color theme"
        value={settings.theme}
        choices={themes}
        onChange={(theme) => apply({ theme })}
      />
    </section>
  );
}

function Times({ settings }: { settings: Settings }) {
  const apply = useApply();
  // Only the minute matters for a sample.
  const [now] = useState(() => new Date());
  return (
    <section className={classes.group}>
      <h2>Time zone</h2>
      <p className={classes.hint}>Changes how times are shown, never what is stored.</p>
      <Select
        label="Time zone"
        showLabel={false}
        width={320}
        isSearchable
        value={settings.timeZone}
        choices={zoneChoices(settings.timeZone)}
        onChange={(timeZone) => apply({ timeZone })}
      />
      <p className={classes.hint}>Now: {formatDate(now, settings.timeZone)}</p>
    </section>
  );
}

function Thumbnails({ settings }: { settings: Settings }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const apply = useApply();
  const noteId = useId();
  const usage = useQuery(api.settings.cache.get.queryOptions({ staleTime: 0 }));
  const [text, setText] = useState(String(settings.cacheLimitMb));
  const limit = parseCacheLimit(text);
  const empty = useMutation(
    api.settings.cache.start.mutationOptions({
      onSuccess: () => {
        notify({ kind: 'success', message: 'Thumbnail cache emptied' });
        return queryClient.invalidateQueries({ queryKey: api.settings.cache.get.queryKey() });
      },
      onError: (error) => notify({ kind: 'error', message: toAppError(error).message }),
    }),
  );
  function keepLimit(): void {
    if (limit.kind === 'valid' && limit.megabytes !== settings.cacheLimitMb) apply({ cacheLimitMb: limit.megabytes });
  }
  return (
    <section className={classes.group}>
      <h2>Thumbnail cache</h2>
      <p className={classes.hint} id={noteId}>
        Thumbnails are kept in the data folder of Storeroom, never in the project. The oldest go first when the cache is
        full.
      </p>
      <div className={classes.line}>
        <TextField
          label="Cache size in MB"
          value={text}
          onChange={setText}
          inputMode="numeric"
          error={limit.kind === 'invalid' ? limit.reason : undefined}
          onBlur={keepLimit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') keepLimit();
          }}
        />
      </div>
      {usage.isError ? (
        <ErrorState isCompact error={toAppError(usage.error)} onRetry={() => void usage.refetch()} />
      ) : (
        <div className={classes.line}>
          <span className={classes.usage} aria-live="polite">
            {usage.data
              ? `${formatBytes(usage.data.sizeBytes)} in ${formatCount(usage.data.files)} thumbnails`
              : 'Counting…'}
          </span>
          <Button
            icon="trash"
            disabled={empty.isPending || usage.data?.files === 0}
            onClick={() => empty.mutate(undefined)}
          >
            Empty cache
          </Button>
        </div>
      )}
    </section>
  );
}
