/** Notes an error that no one on screen can do anything about: it shows in the browser's console. */
export function report(error: unknown): void {
  // eslint-disable-next-line no-console -- the console is where a browser's errors are looked for
  console.error(error);
}
