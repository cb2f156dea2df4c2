/** What an operator calls by hand. It checks what it is given, and rejects with what went wrong. */
export type CommandFunction = (event: unknown) => Promise<object>;
