/** What is typed for marks, by the keys that put them around the selection. */
const markOfKey: Readonly<Record<string, string>> = { b: '**', i: '_', e: '`' };

/** The mark that a key puts around the selection; `undefined`: none. */
export function markOf({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string | undefined {
  if (!(ctrlKey || metaKey) || altKey) return undefined;
  const letter = key.toLowerCase();
  if (shiftKey) return letter === 'x' ? '~~' : undefined;
  return markOfKey[letter];
}

export interface Selected {
  text: string;
  start: number;
  end: number;
}

/** The text with a mark around what is selected, or without it where it is there already. */
export function withMark({ text, start, end }: Selected, mark: string): Selected {
  const { length } = mark;
  const [before, inside, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (before.endsWith(mark) && after.startsWith(mark)) {
    return {
      text: before.slice(0, -length) + inside + after.slice(length),
      start: start - length,
      end: end - length,
    };
  }
  if (inside.length > 2 * length && inside.startsWith(mark) && inside.endsWith(mark)) {
    const bare = inside.slice(length, -length);
    return { text: before + bare + after, start, end: start + bare.length };
  }
  // a mark beside white space means nothing
  const [, lead = '', core = '', trail = ''] = /^(\s*)(.*?)(\s*)$/s.exec(inside) ?? [];
  const from = start + lead.length + length;
  return {
    text: before + lead + mark + core + mark + trail + after,
    start: from,
    end: from + core.length,
  };
}
