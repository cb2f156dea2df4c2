import { expect } from 'vitest';
import type {
  CreateMediaRequest,
  Media,
  MediaUpload,
  MediaWithAddresses,
  UploadForm,
} from '../../../shared/protocol/index.ts';
import type { Answer, Person, TestApi } from './api.ts';

/** A file to upload, and what is said of it. */
export type FileToUpload = Partial<CreateMediaRequest> & { bytes: Uint8Array };

/** Posts a file with a form that the server gave. */
export async function postForm({ url, fields }: UploadForm, bytes: Uint8Array): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([Uint8Array.from(bytes)]));
  return fetch(url, { method: 'POST', body: form });
}

export type Uploader = ReturnType<typeof uploaderOf>;

/** What a user does with files, step by step and at once. */
export function uploaderOf(backend: Pick<TestApi, 'call'>, { token }: Pick<Person, 'token'>) {
  const call = <T = unknown>(method: string, path: string, body?: object): Promise<Answer<T>> =>
    backend.call<T>(method, `/v1/media${path}`, { token, ...(body && { body }) });

  const create = ({ bytes, ...given }: FileToUpload): Promise<Answer<MediaUpload>> =>
    call<MediaUpload>('POST', '', {
      purpose: 'attachment',
      name: 'file',
      contentType: 'text/plain',
      size: bytes.byteLength,
      ...given,
    });

  /** Begins an upload and posts the file. Gives its id. */
  async function begin(file: FileToUpload): Promise<string> {
    const { status, body } = await create(file);
    expect(status, JSON.stringify(body)).toBe(201);
    if (!('fields' in body.upload)) throw new Error('it is uploaded in parts');
    expect((await postForm(body.upload, file.bytes)).status).toBe(204);
    return body.id;
  }

  /** The file once it was looked at. */
  async function settled(id: string): Promise<MediaWithAddresses> {
    const get = async () => (await call<MediaWithAddresses>('GET', `/${id}`)).body;
    await expect.poll(async () => (await get()).state, { timeout: 15_000 }).not.toMatch(/uploading|checking/);
    return get();
  }

  return {
    call,
    create,
    begin,
    settled,
    complete: (id: string) => call<Media>('POST', `/${id}/complete`, {}),
    /** Uploads and completes a file, and waits until it was looked at. */
    upload: async (file: FileToUpload): Promise<MediaWithAddresses> => {
      const id = await begin(file);
      const { status } = await call<Media>('POST', `/${id}/complete`, {});
      // the store's own event may have had the file looked at, and refused, before
      expect([200, 422]).toContain(status);
      return settled(id);
    },
  };
}
