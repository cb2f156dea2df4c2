import { ChatError } from '../../../../shared/platform/errors.ts';
import type { Media, MediaWithAddresses } from '../../../../shared/protocol/index.ts';
import { ok, type Answers } from './routes.ts';

/** The files of the fake server: there once a test adds them, as there is no store to upload to. */
export class FakeMedia {
  readonly #files = new Map<string, { owner: string; media: Media }>();
  /** Answers instead when files are asked for with their addresses. */
  list: (ids: string[]) => MediaWithAddresses[] = () => [];

  readonly answers: Answers = { listMedia: ({ query }) => ok({ items: this.list(query.ids) }) };

  /** A file that a user has uploaded. */
  add(owner: string, media: Media): void {
    this.#files.set(media.id, { owner, media });
  }

  /** A note that a user has uploaded. Returns its id. */
  note(owner: string, createdAt: string): string {
    const id = `med_${this.#files.size + 1}`;
    const about = { purpose: 'attachment', kind: 'document', state: 'ready' } as const;
    const file = { name: 'note.txt', contentType: 'text/plain', size: 5, thumbnails: [] };
    this.add(owner, { id, ...about, ...file, createdAt });
    return id;
  }

  get(id: string): Media {
    const found = this.#files.get(id);
    if (found === undefined) throw new ChatError('media_not_found');
    return found.media;
  }

  /** Throws `media_not_found` for a file that this user cannot send. */
  require(userId: string, id: string): void {
    if (this.#files.get(id)?.owner !== userId) throw new ChatError('media_not_found');
  }
}
