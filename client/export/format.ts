import type { Entity } from '../api/contract.ts';

/** The first line. `docs/export-format.md` says what the lines mean. */
export interface ExportHeader {
  chatflow: 1;
  conversation: {
    id: string;
    type: 'group' | 'direct';
    name: string | null;
    about: string | null;
    createdAt: string;
  };
  exportedAt: string;
  /** The username of the member who exported it. */
  exportedBy: string;
  /** The number of the last message that the export has: later ones are of a later export. */
  upTo: number;
}

/** A person, before the first message that names them. */
export interface ExportedPerson {
  username: string;
  id: string;
  name: string;
  /** What they are in the conversation; left out where they are not in it. */
  role?: 'owner' | 'admin' | 'member' | undefined;
}

export interface ExportedFile {
  name: string;
  type: string;
  size: number;
  /** Of a file that was saved: its SHA-256 in hexadecimal, and where it lies beside the lines. */
  sha256?: string;
  path?: string;
}

/** A message. People stand in it by their usernames. */
export interface ExportedMessage {
  id: string;
  seq: number;
  sender: string;
  createdAt: string;
  /** Of what is no text, such as a poll: what it is. `text` says it in plain lines. */
  kind?: string;
  text?: string;
  entities?: (Omit<Entity, 'userId'> & { user?: string })[];
  attachments?: ExportedFile[];
  replyTo?: string;
  editedAt?: string;
  deletedAt?: string;
  forwardedFrom?: string | null;
  pinned?: { at: string; by: string };
  reactions?: { emoji: string; users: string[] }[];
  system?: { type: string; users?: string[] };
}

/** A line of an export: one JSON object. */
export type ExportLine =
  ExportHeader | { person: ExportedPerson } | { message: ExportedMessage } | { end: { messages: number } };

/** A line as it is written. */
export const lineText = (line: ExportLine): string => `${JSON.stringify(line)}\n`;

/** How far an export is, by the lines that were written. */
export interface ExportProgress {
  header: ExportHeader;
  /** The usernames of the people who have their line, by id. */
  people: ReadonlyMap<string, string>;
  /** The number of the last message. */
  after: number;
  messages: number;
  /** Whether the last line is there. */
  finished: boolean;
}

/**
 * Reads the lines of an export that was broken off, to go on with it. `take` says whether a line is whole: what comes after the first
 * that is not is written anew.
 */
export function exportReader() {
  let progress: ExportProgress | undefined;
  const people = new Map<string, string>();
  return {
    take(text: string): boolean {
      const line = parse(text);
      if (line === undefined || progress?.finished === true) return false;
      if ('chatflow' in line) {
        if (progress) return false;
        progress = { header: line, people, after: 0, messages: 0, finished: false };
        return true;
      }
      if (!progress) return false;
      if ('person' in line) people.set(line.person.id, line.person.username);
      else if ('message' in line) {
        progress = { ...progress, after: line.message.seq, messages: progress.messages + 1 };
      } else progress = { ...progress, finished: true };
      return true;
    },
    /** `undefined`: there is nothing to go on with. */
    get progress(): ExportProgress | undefined {
      return progress;
    },
  };
}

/** Only what this version writes is gone on with. */
function parse(text: string): ExportLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) ? value : undefined;
  } catch {
    // a line that was not written to its end
    return undefined;
  }
}

function isLine(value: unknown): value is ExportLine {
  if (!isObject(value)) return false;
  if ('chatflow' in value)
    return (
      value.chatflow === 1 && 'upTo' in value && typeof value.upTo === 'number' && 'conversation' in value
    );
  if ('person' in value) return isObject(value.person) && 'username' in value.person && 'id' in value.person;
  if ('message' in value) {
    return isObject(value.message) && 'seq' in value.message && typeof value.message.seq === 'number';
  }
  return 'end' in value;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
