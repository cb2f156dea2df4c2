/**
 * What was typed on the way in, so that a step back and forth loses nothing. Only in the memory of the page, and gone once
 * a user is signed in.
 */
const empty = { name: '', username: '', email: '', password: '' };
export type Typed = typeof empty;

let typed = empty;

export const getTyped = (): Typed => typed;

export function keepTyped(changes: Partial<Typed>): void {
  typed = { ...typed, ...changes };
}

export function forgetTyped(): void {
  typed = empty;
}
