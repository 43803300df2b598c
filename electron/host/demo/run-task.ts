import { assertNever } from '../../../shared/domain/assert-never.ts';
import type { DemoTask, TaskControl } from './demo-task.ts';

/** Makes what the task names. Runs on the demo worker; the parts load only what they need. */
export async function runDemoTask(task: DemoTask, control: TaskControl): Promise<void> {
  switch (task.kind) {
    case 'rows': {
      const { buildDatabase } = await import('./rows/build-database.ts');
      return buildDatabase(task.databasePath, task.scale, control);
    }
    case 'files': {
      const { buildFiles } = await import('./files/build-files.ts');
      return buildFiles(task, control);
    }
    case 'keys': {
      const { buildKeys } = await import('./keys/build-keys.ts');
      return buildKeys(task.url, task.scale, control);
    }
    default:
      return assertNever(task);
  }
}
