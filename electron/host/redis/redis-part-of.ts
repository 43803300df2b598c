import { AppError } from '../../../shared/domain/app-error.ts';
import type { OpenProject } from '../projects/open-project.ts';
import type { RedisPart } from './redis-part.ts';

/** @throws AppError `not_found` when the project has no such Redis */
export function redisPartOf(project: OpenProject, id: string): RedisPart {
  const part = project.redis.get(id);
  if (!part) throw new AppError('not_found', 'The project has no such Redis', { subject: id });
  return part;
}
