/**
 * What is uploaded: a `Blob` or `File` of the runtime (`openAsBlob` of `node:fs` on Node), or an object that gives its bytes
 * by ranges. Nothing of it is read before it is sent.
 */
export interface UploadSource {
  readonly name?: string;
  /** Its content type. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`. */
  slice(start: number, end: number): Pick<Blob, 'arrayBuffer'>;
}

/** Bytes of a source, as requests take them: those of a `Blob` stay where they are, and others are read. */
export async function bytesOf(source: UploadSource, start = 0, end = source.size): Promise<Blob> {
  const part = source.slice(start, end);
  return part instanceof Blob ? part : new Blob([await part.arrayBuffer()]);
}

/** The SHA-256 of all bytes, in base64; `undefined` where the runtime does not compute one, as on plain http pages. */
export async function sha256Of(source: UploadSource): Promise<string | undefined> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return undefined;
  const hash = await subtle.digest('SHA-256', await source.slice(0, source.size).arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
