import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { VaultState } from '../../../../shared/domain/project-settings.ts';
import { useApi, useClient } from '../../../host/index.ts';

export interface Vault {
  /** `undefined` until it is known. */
  readonly state: VaultState | undefined;
  /** @throws `auth` when the passphrase is another one */
  unlock(passphrase: string): Promise<void>;
  /** An empty one gives up keeping. */
  setPassphrase(passphrase: string): Promise<void>;
}

/** Where passwords are kept on this machine. */
export function useVault(): Vault {
  const api = useApi();
  const client = useClient();
  const queryClient = useQueryClient();
  const { data } = useQuery(api.projects.vault.get.queryOptions({ staleTime: 0 }));
  function note(state: VaultState): void {
    queryClient.setQueryData(api.projects.vault.get.queryKey(), state);
    // Projects may have got their passwords back.
    void queryClient.invalidateQueries({ queryKey: api.projects.settings.get.key() });
  }
  return {
    state: data,
    unlock: async (passphrase) => note(await client.projects.vault.start({ passphrase })),
    setPassphrase: async (passphrase) => note(await client.projects.vault.apply({ passphrase })),
  };
}
