import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { connectionContext, type ConnectionContext } from './socket-events.ts';

/** Remembers beyond a crash which sockets are open, so that their end can still be reported. */
export interface ConnectionJournal {
  add(context: ConnectionContext): void;
  remove(connectionId: string): void;
  /** The sockets that were open when the journal was last in use. */
  leftovers(): ConnectionContext[];
  close(): void;
}

const line = z.union([z.object({ opened: connectionContext }), z.object({ ended: z.string() })]);

/** Rewriting is due when this many lines, and most of the file, are about sockets that have ended. */
const compactionLines = 10_000;

function parseLine(text: string): z.infer<typeof line> | undefined {
  try {
    return line.parse(JSON.parse(text));
  } catch (error) {
    // A crash can leave half a line behind; what it was about is as unknown as if it had not been begun.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

function readOpen(file: string): Map<string, ConnectionContext> {
  const open = new Map<string, ConnectionContext>();
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const entry = text === '' ? undefined : parseLine(text);
    if (entry === undefined) continue;
    if ('opened' in entry) open.set(entry.opened.connectionId, entry.opened);
    else open.delete(entry.ended);
  }
  return open;
}

/**
 * The journal in a file: a line when a socket opens and when it has ended, in the hands of the operating system before
 * the call returns, so that killing the process loses none. Throws when the file cannot be read or written.
 */
export function openConnectionJournal(file: string): ConnectionJournal {
  mkdirSync(dirname(file), { recursive: true });
  closeSync(openSync(file, 'a', 0o600));
  const open = readOpen(file);
  const leftovers = [...open.values()];
  let descriptor = compact();
  let lines = open.size;

  function compact(): number {
    const fresh = `${file}.new`;
    writeFileSync(fresh, [...open.values()].map((opened) => `${JSON.stringify({ opened })}\n`).join(''), {
      mode: 0o600,
    });
    renameSync(fresh, file);
    return openSync(file, 'a', 0o600);
  }

  function append(entry: z.infer<typeof line>): void {
    writeSync(descriptor, `${JSON.stringify(entry)}\n`);
    lines += 1;
    if (lines > compactionLines && lines > 4 * open.size) {
      closeSync(descriptor);
      descriptor = compact();
      lines = open.size;
    }
  }

  return {
    add(context) {
      open.set(context.connectionId, context);
      append({ opened: context });
    },
    remove(connectionId) {
      if (open.delete(connectionId)) append({ ended: connectionId });
    },
    leftovers: () => leftovers,
    close: () => closeSync(descriptor),
  };
}
