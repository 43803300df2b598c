import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { defaultSettings, type Settings } from '../../shared/contract/settings.ts';
import { useApi } from './host-provider.tsx';

/** The settings, or `undefined` until the host has answered. */
export function useKnownSettings(): Settings | undefined {
  const api = useApi();
  return useQuery(api.settings.get.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data;
}

/** The settings; the defaults until the host has answered. */
export function useSettings(): Settings {
  return useKnownSettings() ?? defaultSettings;
}

/** Zone for `formatInstant`. */
export function useTimeZone(): string {
  return useSettings().timeZone;
}

/** Applies a change at once and keeps it in the host; a refused change is taken back. */
export function useApplySettings() {
  const api = useApi();
  const queryClient = useQueryClient();
  const queryKey = api.settings.get.queryKey();
  return useMutation(
    api.settings.apply.mutationOptions({
      onMutate: async (change) => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        queryClient.setQueryData(queryKey, { ...(before ?? defaultSettings), ...defined(change) });
        return { before };
      },
      onError: (_error, _change, context) => queryClient.setQueryData(queryKey, context?.before),
      onSuccess: (settings) => queryClient.setQueryData(queryKey, settings),
    }),
  );
}

/** A partial input may hold keys that are `undefined`; those change nothing. */
function defined(change: { [Key in keyof Settings]?: Settings[Key] | undefined }): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
