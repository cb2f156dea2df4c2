/** Moving: conversations that operators bring along from elsewhere, and the format in which conversations move. */
export type { MovingContext } from './context.ts';
export {
  formatVersion,
  FormatError,
  readLine,
  type FormatAttachment,
  type FormatEntity,
  type FormatMessage,
  type FormatPerson,
  type Header,
  type Line,
} from './format.ts';
export { importStep } from './import-step.ts';
export { importPlan, isAdmitted, type LeftOut } from './plan-import.ts';
export { ImportRefused } from './refused.ts';
export {
  importAnswers,
  importRequest,
  importSteps,
  type ImportAnswer,
  type ImportedMessage,
  type ImportRequest,
  type PlacedPerson,
  type UploadTo,
} from './requests.ts';
export { importStore, type ImportStore } from './store.ts';
