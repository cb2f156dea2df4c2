/** Uploads and addresses of files, which the client loads at their first use. */
import { mediaRoutes } from '../api/media-contract.ts';
import type { GalleryPage, Media, MediaWithAddresses } from '../api/protocol.ts';
import { ChatClientError, hasCode } from '../errors.ts';
import type { GalleryOptions } from '../options.ts';
import { MediaAddresses } from './addresses.ts';
import type { UploadSource } from './source.ts';
import { upload, type UploadContext, type UploadOptions } from './upload.ts';

/** What the client does with files. Its calls are those of `ChatClient`, which says what they do. */
export class MediaCalls {
  readonly #context: UploadContext;
  #addresses: MediaAddresses;
  /** Whose addresses are kept. */
  #userId: string | undefined;

  constructor(context: UploadContext) {
    this.#context = context;
    this.#addresses = new MediaAddresses(context);
  }

  upload(file: UploadSource, options: UploadOptions): Promise<Media> {
    return upload(this.#context, file, options);
  }

  /** Resolves too where the file is gone already. */
  async discardUpload(id: string): Promise<void> {
    try {
      await this.#context.session.call(mediaRoutes.deleteMedia, { params: { id } });
    } catch (error) {
      if (!hasCode(error, 'media_not_found')) throw error;
    }
    this.#addresses.forget(id);
  }

  get(ids: readonly string[], { fresh = false }: { fresh?: boolean } = {}): Promise<MediaWithAddresses[]> {
    const { userId } = this.#context.session;
    // nothing of one user reaches the next, nor what is under way for them
    if (userId !== this.#userId) this.#addresses = new MediaAddresses(this.#context);
    this.#userId = userId;
    return this.#addresses.get(ids, fresh);
  }

  /** Rejects with `media_not_found` for one that cannot be downloaded, or not yet. */
  async saveAddress(id: string): Promise<string> {
    const query = { download: 'true' } as const;
    const { urls } = await this.#context.session.call(mediaRoutes.getMedia, { params: { id }, query });
    if (urls === null) throw new ChatClientError('media_not_found', 'The file cannot be downloaded.');
    return urls.original;
  }

  gallery(id: string, options: GalleryOptions): Promise<GalleryPage> {
    const query = { ...options };
    return this.#context.session.call(mediaRoutes.listConversationMedia, { params: { id }, query });
  }

  /** A file has changed: what is kept of it is of before. */
  changed(id: string): void {
    this.#addresses.forget(id);
  }
}
