export { realText, realValue } from '../../../../shared/domain/real-text.ts';
