import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { projectPath, toAppError, useApi } from '../../host/index.ts';
import { EmptyState } from '../../ui/index.ts';
import { ConnectingPage } from './connecting-page.tsx';
import { ProblemPage } from './problem-page.tsx';

/** The bare address leads to the project opened last. */
export function StartPage() {
  const api = useApi();
  const router = useRouter();
  const { data: projects, error, refetch } = useQuery(api.projects.list.queryOptions());
  const first = projects?.[0]?.id;

  useEffect(() => {
    if (first !== undefined) router.history.replace(projectPath(first));
  }, [first, router]);

  if (error) return <ProblemPage error={toAppError(error)} onRetry={() => void refetch()} />;
  if (projects?.length === 0) {
    return (
      <main>
        <EmptyState
          title="No project is open"
          hint="Start Storeroom with a project folder, a storeroom.json or an SQLite file."
        />
      </main>
    );
  }
  return <ConnectingPage />;
}
