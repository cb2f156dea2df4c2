import type { FormatAttachment, Line } from '../../shared/app.ts';

/** A conversation that can be imported: its lines, which come the same each time, and where its files lie. */
export interface ImportSource {
  /** What it is called in what the program prints. */
  name: string;
  /** Throws `ImportRefused`, which says where it is wrong. */
  lines: () => AsyncIterable<Line>;
  /** The path of a file, if it is there as its line says. Throws `ImportRefused` where the path leads out of the folder. */
  fileOf: (attachment: FormatAttachment) => Promise<string | undefined>;
}
