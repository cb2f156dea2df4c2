import type { GivenEntity } from '../api/contract.ts';

/** What a message says: plain text, and what its parts are. */
export interface Formatted {
  text: string;
  entities: GivenEntity[];
}

/** Whom a name after `@` means. */
export type Whom = { readonly userId: string } | { readonly target: 'all' | 'here' };

/** Whom one can mention, by name in lower case, without the `@`. */
export type Mentionable = ReadonlyMap<string, Whom>;

export const noOne: Mentionable = new Map();

/** The types that a pair of marks makes, and the mark. */
export const marks = { bold: '**', italic: '_', strike: '~~', spoiler: '||' } as const;
export type MarkedType = keyof typeof marks;

/** What a backslash takes the meaning from. */
export const isPunctuation = (character: string | undefined): boolean =>
  character !== undefined && /^[!-/:-@[-`{-~]$/.test(character);

const wordCharacter = /[\p{L}\p{N}]/u;
export const isWord = (character: string | undefined): boolean =>
  character !== undefined && wordCharacter.test(character);
export const isSpace = (character: string | undefined): boolean =>
  character === undefined || /\s/.test(character);

/** How often the character at `at` stands there in a row. */
export function runLength(text: string, at: number): number {
  let end = at + 1;
  while (text[end] === text[at]) end += 1;
  return end - at;
}

/** The server's limits of the parts of a text: what is beyond them is plain. */
const most = { entities: 100, users: 50, address: 2_048, addresses: 4_096 };

/** The first entities that the server takes, ascending, the outer one first. */
export function withinLimits(entities: readonly GivenEntity[]): GivenEntity[] {
  const users = new Set<string>();
  let addresses = 0;
  const taken = [...entities]
    .sort((a, b) => a.start - b.start || b.length - a.length)
    .filter(({ userId, url }) => {
      if (url !== undefined) {
        if (url.length > most.address || addresses + url.length > most.addresses) return false;
        addresses += url.length;
      }
      if (userId === undefined || users.has(userId)) return true;
      if (users.size === most.users) return false;
      users.add(userId);
      return true;
    });
  return taken.slice(0, most.entities);
}
