/** Runs work while nobody else who holds the same lock does. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>;

/** For what nobody else can reach. */
export const noLock: Lock = (work) => work();

/** A lock by name across the tabs of an origin, where the browser has Web Locks; they need a secure context. */
export function sharedLock(name: string): Lock {
  if (!('navigator' in globalThis && 'locks' in navigator)) return noLock;
  return async (work) => navigator.locks.request(name, work);
}
