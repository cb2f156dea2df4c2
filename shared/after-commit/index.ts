/** After commit: work that follows a stored item, without its writer waiting for it. */
export type { Change } from './change.ts';
export type { AfterCommitContext } from './context.ts';
export { followUp } from './follow-up.ts';
