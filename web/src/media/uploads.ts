import { useCallback, useSyncExternalStore } from 'react';
import type { Media } from './model.ts';

/** A file on its way to the server. */
export interface Upload {
  /** Before it has an id of the server. */
  readonly id: string;
  readonly file: Blob;
  /** How it looks meanwhile: what this device measured of it. Its id is that of the upload. */
  readonly media: Media;
  /** `preparing`: it is measured; `failed`: it can be tried again; `refused`: that would end the same way. See `error`. */
  readonly state: 'preparing' | 'uploading' | 'done' | 'failed' | 'refused';
  /** How much of it has arrived, 0 to 1. */
  readonly progress: number;
  readonly error?: unknown;
  /** What the server made of it. */
  readonly uploaded?: Media;
}

const uploads = new Map<string, Upload>();
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

export const uploadOf = (id: string): Upload | undefined => uploads.get(id);

export function setUpload(upload: Upload): void {
  uploads.set(upload.id, upload);
  changed();
}

/** Changes one that is still wanted. */
export function changeUpload(id: string, changes: Partial<Upload>): void {
  const upload = uploads.get(id);
  if (upload !== undefined) setUpload({ ...upload, ...changes });
}

export function dropUpload(id: string): void {
  if (uploads.delete(id)) changed();
}

export function onUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A file on its way, by its id; `undefined` for media that are on the server. */
export function useUpload(id: string): Upload | undefined {
  const read = useCallback(() => uploads.get(id), [id]);
  return useSyncExternalStore(onUploads, read);
}
