import { blockPolicy, blockStanding, type Head } from '../../conversations/index.ts';
import { addPicture } from '../../media/index.ts';
import { ChatError, Unavailable } from '../../platform/errors.ts';
import { plainLine } from '../../platform/pages/plain-line.ts';
import type { FetchedPage } from '../../platform/ports.ts';
import { limits } from '../../protocol/index.ts';
import { changeMessage } from '../changes/change-message.ts';
import type { PreviewContext } from '../context.ts';
import { firstLink } from './links.ts';
import type { EntryOf, FoundEntry } from '../log-entry.ts';
import { openEntry } from '../content/open-entry.ts';
import { sealPreview, type PreviewText } from '../content/sealing.ts';
import type { PreviewLinkWork } from '../work.ts';

/**
 * Reads the page that the first link of a message leads to, and stores what it says of itself with the message: a change that
 * takes a number, so that every device gets it. It may be done again, and a text gets one preview all the same. A page that cannot be
 * read is counted, and no more: the message stays as it is. Nothing that is logged says which page it was.
 */
export async function previewLink(
  context: PreviewContext,
  work: Omit<PreviewLinkWork, 'type'>,
): Promise<void> {
  const { metrics } = context;
  const message = await context.messages.get(work.conversationId, work.seq);
  if (!awaitsPreview(message, work)) return;
  const url = await linkToRead(context, work.conversationId, message);
  if (url === undefined) return;
  const page = await readPage(context, message, url);
  if (!page) {
    metrics.count('FailedLinkPreviews');
    return;
  }
  const { picture, ...texts } = page;
  const owner = { userId: message.senderId };
  const mediaId = picture && (await addPicture(context, owner, { ...picture, name: 'preview' }));
  try {
    if (await storePreview(context, owner.userId, work, { url, ...texts }, mediaId))
      metrics.count('LinkPreviews');
  } catch (error) {
    // its author left, or was removed
    if (!(error instanceof ChatError)) throw error;
  }
}

/** Whether a message still has the text that the work was queued for, and no preview. */
const awaitsPreview = (
  message: FoundEntry | undefined,
  { revision }: Pick<PreviewLinkWork, 'revision'>,
): message is EntryOf<'text'> =>
  message?.kind === 'text' &&
  (message.revision ?? 0) === revision &&
  message.sealedPreview === undefined &&
  message.noPreview === undefined;

/** The address to read, where the author wants that. */
async function linkToRead(
  context: PreviewContext,
  conversationId: string,
  message: EntryOf<'text'>,
): Promise<string | undefined> {
  const [author, head] = await Promise.all([
    context.accounts.get(message.senderId),
    context.conversations.head(conversationId),
  ]);
  const isWanted = context.config.linkPreviews === 'on' && author?.privacy.linkPreviews === true;
  if (!isWanted || !head || !reaches(head, message)) return undefined;
  return firstLink(await openEntry(context, head, message));
}

/** After a block nothing more of a message reaches the other one; what is kept from them anyway does not. */
const reaches = (head: Head, { senderId, hiddenFrom }: EntryOf<'text'>): boolean =>
  hiddenFrom !== undefined || blockPolicy.edit[blockStanding(head, senderId)] === 'all';

/** What a page says of itself, held to the bounds of the contract once more: what reads it may have been taken over. */
async function readPage(
  { limits: allowances, log, pages }: PreviewContext,
  { senderId }: EntryOf<'text'>,
  url: string,
): Promise<FetchedPage | undefined> {
  try {
    await allowances.take('previewLink', senderId);
    const page = await pages.fetch(url);
    if (typeof page === 'string') {
      log.info({ reason: page }, 'a page was not read for a preview');
      return undefined;
    }
    const title = plainLine(page.title, limits.previewTitleCharacters);
    const description = plainLine(page.description ?? '', limits.previewDescriptionCharacters);
    const siteName = plainLine(page.siteName ?? '', limits.previewSiteCharacters);
    return {
      title,
      ...(description !== '' && { description }),
      ...(siteName !== '' && { siteName }),
      ...(page.picture && { picture: page.picture }),
    };
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    if (!(error instanceof Unavailable)) throw error;
    // once more would only wait for what is slow or busy
    log.warn({ err: error }, 'a page was not read for a preview');
    return undefined;
  }
}

/** Stores a preview with the message that it belongs to, if that still waits for it. Whether it was stored. */
async function storePreview(
  context: PreviewContext,
  userId: string,
  work: Omit<PreviewLinkWork, 'type'>,
  preview: PreviewText,
  mediaId: string | undefined,
): Promise<boolean> {
  let stored = false;
  const { pushed } = await changeMessage(
    context,
    { userId },
    work,
    ['preview', 'preview'],
    async (moment) => {
      const { message, head } = moment;
      stored = message.kind === 'text' && awaitsPreview(message, work) && reaches(head, message);
      if (!stored || message.kind === 'deleted') return undefined;
      // as it is now: it may have been looked at meanwhile
      const picture = mediaId === undefined ? undefined : await context.media.get(mediaId);
      return {
        after: {
          ...message,
          ...(await sealPreview(context, head, message, preview)),
          ...(picture && { previewMedia: picture.id }),
        },
        writes: picture
          ? [context.media.useWrite(picture), context.attachments.useWrite(head.id, message, picture.id)]
          : [],
      };
    },
  );
  await pushed;
  return stored;
}
