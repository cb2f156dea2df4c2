/** A command that posts a text by the address of an incoming webhook. In a shell as on Linux and macOS. */
export const hookCommand = (url: string, text: string): string =>
  `curl "${url}" \\\n  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify({ text }).replaceAll("'", String.raw`\u0027`)}'`;
