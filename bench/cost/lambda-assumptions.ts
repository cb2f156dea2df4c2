/**
 * What functions are assumed to take, each with the memory that it has (`functions/catalog.ts`). CPU comes with memory:
 * 1,769 MB are one core.
 */
export const lambdaAssumptions = {
  /** Milliseconds of each invocation, besides what follows. */
  base: 5,
  /** Waiting for a table request, a call of KMS or handing work to the queue, one after the other. */
  perCall: 5,
  /** CPU for a post; their waits overlap. */
  perPost: 1,
  /** bcrypt at cost 12. */
  perPasswordHash: 500,
} as const;
