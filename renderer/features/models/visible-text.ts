export { splitVisible, type TextPiece } from '../../../shared/domain/visible-text.ts';
