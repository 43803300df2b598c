import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { projectPath, projectsPath, toAppError, useApi } from '../../host/index.ts';
import { ConnectingPage } from './connecting-page.tsx';
import { ProblemPage } from './problem-page.tsx';

/** The bare address leads to the project opened last; without one, to those that can be opened. */
export function StartPage() {
  const api = useApi();
  const router = useRouter();
  const { data: projects, error, refetch } = useQuery(api.projects.list.queryOptions());
  const first = projects?.[0]?.id;

  useEffect(() => {
    if (projects !== undefined) router.history.replace(first === undefined ? projectsPath : projectPath(first));
  }, [projects, first, router]);

  if (error) return <ProblemPage error={toAppError(error)} onRetry={() => void refetch()} />;
  return <ConnectingPage />;
}
