/** A command that says whose token it is: each token may ask that. In a shell as on Linux and macOS. */
export const tryCommand = (origin: string, token: string): string =>
  `curl "${origin}/v1/users/me" \\\n  -H "Authorization: Bearer ${token}"`;
