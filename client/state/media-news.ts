import type { Media, Message } from '../api/protocol.ts';

/** Files of which it is remembered what was said last. */
const mostKept = 200;
/** What becomes of a file: a later state has a higher rank, and one that this version does not know is later. */
const order: readonly string[] = ['uploading', 'checking', 'scanning', 'ready', 'refused', 'blocked'];
const rank = ({ state }: Media) => order.indexOf(state) + 1 || order.length + 1;

/** What was pushed about files lately: a message that was on its way meanwhile shows them as they were before. */
export class MediaNews {
  readonly #latest = new Map<string, Media>();

  note(media: Media): void {
    this.#latest.delete(media.id);
    this.#latest.set(media.id, media);
    const [oldest = ''] = this.#latest.keys();
    if (this.#latest.size > mostKept) this.#latest.delete(oldest);
  }

  /** The message with its files as they are by now; the same object where that changes nothing. */
  applied(message: Message): Message {
    const { preview } = message;
    const attachments = message.attachments.map((media) => this.#latestOf(media));
    const picture = preview?.media && this.#latestOf(preview.media);
    const isSame =
      picture === preview?.media && attachments.every((media, index) => media === message.attachments[index]);
    return isSame
      ? message
      : { ...message, attachments, ...(preview && picture && { preview: { ...preview, media: picture } }) };
  }

  #latestOf(media: Media): Media {
    const latest = this.#latest.get(media.id);
    return latest !== undefined && rank(latest) >= rank(media) ? latest : media;
  }

  clear(): void {
    this.#latest.clear();
  }
}
