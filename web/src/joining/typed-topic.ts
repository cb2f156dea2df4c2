const topicForm = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{1,31}$/u;

/** A topic that was typed, as the server stores it; `undefined` where it cannot be one. */
export function topicOf(typed: string): string | undefined {
  const topic = typed.trim().replace(/^#/, '').replaceAll(/\s+/g, '-').normalize('NFKC').toLowerCase();
  return topicForm.test(topic) ? topic : undefined;
}
