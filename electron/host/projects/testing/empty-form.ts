import type { ProjectSecretChanges, ProjectSettings } from '../../../../shared/domain/project-settings.ts';

export const keepAll: ProjectSecretChanges = { database: { kind: 'keep' }, redis: { kind: 'keep' } };

export const nothing: ProjectSettings = {
  name: 'Shop',
  environment: 'development',
  readOnly: false,
  database: null,
  filesRoot: null,
  redisUrl: null,
};
