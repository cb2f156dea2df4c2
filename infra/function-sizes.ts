import type { FunctionName } from './constructs/bundles.ts';

/** How large a function is and how long it may run. */
export interface FunctionSize {
  memoryMiB: number;
  timeoutSeconds: number;
  /** Instances that are kept for it and beyond which it is refused more, where the stage reserves any. */
  reserved?: number;
}

/** What a person waits for answers within 10 s or not at all. */
const answer = { memoryMiB: 512, timeoutSeconds: 10 };

export const functionSizes: Record<FunctionName, FunctionSize> = {
  // one whole CPU: bcrypt at cost 12 takes most of a second of it. A flood of sign-ins is the dearest one.
  auth: { memoryMiB: 1769, timeoutSeconds: 10, reserved: 50 },
  users: answer,
  conversations: { ...answer, memoryMiB: 1024 },
  meta: { ...answer, memoryMiB: 256 },
  'ws-authorize': answer,
  'ws-connect': answer,
  // posts to 100 sockets at once
  'ws-frame': { ...answer, memoryMiB: 1024 },
  'ws-disconnect': { ...answer, memoryMiB: 256 },
  // Work can beget work: a mistake in it must not take the whole account's concurrency.
  'queue-work': { memoryMiB: 512, timeoutSeconds: 30, reserved: 50 },
  // Nothing is reserved: a shard of the stream has one instance at most, and nothing that it does comes back to the stream.
  'after-commit': { memoryMiB: 256, timeoutSeconds: 30 },
  probe: { ...answer, memoryMiB: 256 },
};
