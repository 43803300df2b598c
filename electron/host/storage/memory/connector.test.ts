import { conformanceSuite } from '../conformance/suite.ts';
import { memoryModels } from '../conformance/tables.ts';
import { createMemorySession } from './connector.ts';

conformanceSuite({ name: 'Memory', open: async (_, rows) => createMemorySession(memoryModels(rows)), deviations: [] });
