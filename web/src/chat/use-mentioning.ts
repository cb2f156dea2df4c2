import { useCallback, useId, useState } from 'react';

/** The name that is being typed after an `@` at the cursor. */
interface Typed {
  start: number;
  query: string;
}

/** An `@` that begins a word, and what is typed of a name up to the cursor. */
const atCursor = /(?:^|[^\p{L}\p{N}\p{M}_.@+/-])@([\p{L}\p{N}_.-]{0,32})$/u;
/** What it takes to find that: the longest name, and what stands before it. */
const looksAt = 40;

/** What is being typed of a name at the cursor; `undefined`: none is. */
export function typedAt(text: string, cursor: number): Typed | undefined {
  const query = atCursor.exec(text.slice(Math.max(0, cursor - looksAt), cursor))?.[1];
  return query === undefined ? undefined : { start: cursor - query.length - 1, query };
}

export interface Mentioning {
  /** What is looked for; `undefined`: no one is being mentioned. */
  query: string | undefined;
  listId: string;
  /** The option that Enter takes. */
  activeId: string | undefined;
  setActiveId: (id: string | undefined) => void;
  /** The text or the cursor is another. */
  follow: (text: string, cursor: number) => void;
  close: () => void;
  /** The text with the chosen name in place of what was typed of it, and where the cursor is then. */
  complete: (text: string, name: string) => { text: string; cursor: number };
}

/** Follows what is typed in a field, for the completion of mentions. */
export function useMentioning(): Mentioning {
  const listId = useId();
  const [typed, setTyped] = useState<Typed>();
  /** Where the user closed the list: it stays closed for that `@`. */
  const [closedAt, setClosedAt] = useState<number>();
  const [activeId, setActiveId] = useState<string>();
  const isOpen = typed !== undefined && typed.start !== closedAt;

  const follow = useCallback((text: string, cursor: number) => {
    const next = typedAt(text, cursor);
    setTyped((before) => (before?.start === next?.start && before?.query === next?.query ? before : next));
    setClosedAt((before) => (before === next?.start ? before : undefined));
  }, []);

  return {
    query: isOpen ? typed.query : undefined,
    listId,
    activeId: isOpen ? activeId : undefined,
    setActiveId,
    follow,
    close: () => setClosedAt(typed?.start),
    complete: (text, name) => {
      const { start, query } = typed ?? { start: text.length, query: '' };
      const inserted = `@${name} `;
      const after = text.slice(start + 1 + query.length).replace(/^ /, '');
      return { text: text.slice(0, start) + inserted + after, cursor: start + inserted.length };
    },
  };
}
