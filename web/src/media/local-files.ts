/** What this page has of a file itself: it shows at once, and nothing of it is downloaded. */
export interface LocalFile {
  /** An object URL of the whole file. */
  readonly url: string;
  /** An object URL of a video's poster. */
  readonly posterUrl?: string | undefined;
}

const files = new Map<string, LocalFile>();
/** The last files that were sent from here: those before them are loaded like all others. */
const mostKept = 60;

/** The file behind a medium, by the id that it had before or has since it was uploaded. */
export const localFile = (id: string): LocalFile | undefined => files.get(id);

const isUsed = (file: LocalFile) => [...files.values()].includes(file);

/** Frees what the browser keeps of it, once no id leads to it any more. */
function revoke(file: LocalFile): void {
  if (isUsed(file)) return;
  URL.revokeObjectURL(file.url);
  if (file.posterUrl !== undefined) URL.revokeObjectURL(file.posterUrl);
}

export function forgetLocalFile(id: string): void {
  const file = files.get(id);
  files.delete(id);
  if (file !== undefined) revoke(file);
}

export function keepLocalFile(id: string, file: LocalFile): void {
  files.set(id, file);
  const [oldest] = files.keys();
  if (files.size > mostKept && oldest !== undefined) forgetLocalFile(oldest);
}

/** Nothing that was sent stays behind for the next user of the browser. */
export function forgetLocalFiles(): void {
  for (const id of [...files.keys()]) forgetLocalFile(id);
}
