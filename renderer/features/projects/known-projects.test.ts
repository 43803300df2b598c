import { expect, it } from 'vitest';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { copyName, findProjects } from './known-projects.ts';

function project(name: string, part: string, rest: Partial<KnownProject> = {}): KnownProject {
  return {
    id: name,
    name,
    environment: 'development',
    readOnly: false,
    parts: [{ kind: 'storage', text: part }],
    path: `/projects/${name}`,
    isSaved: true,
    isDemo: false,
    isOpen: false,
    openedAt: null,
    missing: null,
    ...rest,
  };
}

it('finds projects by name, parts, path and environment, ignoring case and accents', () => {
  const all = [
    project('Lumen', 'PostgreSQL lumen on db.example.org', { environment: 'production' }),
    project('Café', 'SQLite shop.db'),
    project('山田', 'Redis 127.0.0.1:6379'),
  ];
  const names = (text: string) => findProjects(all, text).map(({ name }) => name);
  expect(['', 'cafe', 'PRODUCTION', 'example lumen', '田', '/projects/', 'nothing'].map(names)).toEqual([
    ['Lumen', 'Café', '山田'],
    ['Café'],
    ['Lumen'],
    ['Lumen'],
    ['山田'],
    ['Lumen', 'Café', '山田'],
    [],
  ]);
});

it('names a copy as none is named yet', () => {
  expect(copyName('Shop', [])).toBe('Shop copy');
  expect(copyName('Shop', ['Shop', 'Shop copy', 'Shop copy 2'])).toBe('Shop copy 3');
  expect(copyName('Shop copy 2', ['Shop copy'])).toBe('Shop copy 2');
});
