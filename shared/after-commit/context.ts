import type { Ports } from '../platform/ports.ts';

/** What the consequences of a stored change stand on. */
export type AfterCommitContext = Pick<Ports, 'metrics'>;
