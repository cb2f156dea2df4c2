/**
 * What the threads of the store send each other. A message is one flat list of strings and numbers, as these are by far
 * the cheapest to hand over (docs/decisions/0021-the-store-has-its-own-threads.md): several jobs or answers one after the
 * other, each as its number, its kind, how many cells follow, and these.
 */
export type Cell = string | number | null;

/**
 * What a job asks for; its cells are described where it is made, in `sqlite-database.ts`, `sqlite-table.ts` and
 * `../changes/outbox.ts`.
 */
export const jobKinds = {
  close: 0,
  get: 1,
  query: 2,
  write: 3,
  sweep: 4,
  changes: 5,
  changesDone: 6,
  changeFailed: 7,
  changeAttempted: 8,
  changesFailed: 9,
  changesReplayed: 10,
} as const;

/** Stands for the number of a job where the thread says on its own that new changes are in the outbox. */
export const noticeId = -1;

/** What a write of a `write` job does to its item. */
export const writeKinds = { put: 0, update: 1, delete: 2, check: 3 } as const;

export const answerKinds = {
  /** Done; what follows depends on the job. */
  done: 0,
  /** A condition did not hold: which write's, and its item as `pk`, `sk` and text, or without text if there is none. */
  conditionFailed: 1,
  /** What DynamoDB would refuse: a sentence. */
  mistake: 2,
  /** The database failed: SQLite's result code (0 if it is not SQLite's) and a sentence. */
  failed: 3,
} as const;

/** Adds a job or an answer to a message. */
export function addEntry(message: Cell[], id: number, kind: number, cells: readonly Cell[]): void {
  message.push(id, kind, cells.length);
  for (const cell of cells) message.push(cell);
}

/** Calls `visit` for each job or answer of a message with a reader that stands before its cells. */
export function eachEntry(
  message: readonly Cell[],
  visit: (id: number, kind: number, cells: CellReader) => void,
): void {
  const header = new CellReader(message, 0, message.length);
  while (!header.atEnd) {
    const id = header.number();
    const kind = header.number();
    const length = header.number();
    visit(id, kind, new CellReader(message, header.at, header.at + length));
    header.at += length;
  }
}

/** Reads cells one after the other. Every method throws an `Error` where the next cell is of another type. */
export class CellReader {
  readonly #cells: readonly Cell[];
  readonly #end: number;
  /** Where the next cell stands. */
  at: number;

  constructor(cells: readonly Cell[], at: number, end: number) {
    this.#cells = cells;
    this.at = at;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.at >= this.#end;
  }

  text(): string {
    const cell = this.#cells[this.at++];
    if (typeof cell !== 'string') throw this.#unexpected(cell);
    return cell;
  }

  number(): number {
    const cell = this.#cells[this.at++];
    if (typeof cell !== 'number') throw this.#unexpected(cell);
    return cell;
  }

  /** A text, `undefined` where it is null. */
  optionalText(): string | undefined {
    const cell = this.#cells[this.at++];
    if (cell === null) return undefined;
    if (typeof cell !== 'string') throw this.#unexpected(cell);
    return cell;
  }

  /** A number, `undefined` where it is null. */
  optionalNumber(): number | undefined {
    const cell = this.#cells[this.at++];
    if (cell === null) return undefined;
    if (typeof cell !== 'number') throw this.#unexpected(cell);
    return cell;
  }

  #unexpected(cell: Cell | undefined): Error {
    return new Error(`cell ${this.at - 1} of a message between threads is ${typeof cell}`);
  }
}
