/** After commit: what follows from what was stored, without whoever stored it waiting for it. */
export type { Change } from './change.ts';
export type { AfterCommitContext } from './context.ts';
export { followUp } from './follow-up.ts';
