import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';

export type InvalidCode = Extract<ChangeProblem, { kind: 'invalid' }>['code'];
