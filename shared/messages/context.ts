import type { ConversationsContext } from '../conversations/index.ts';
import type { MediaContext } from '../media/index.ts';
import type { Ports, WorkQueue } from '../platform/ports.ts';
import type { AttachmentStore } from './attachments/attachment-store.ts';
import type { ChangeStore } from './changes/change-store.ts';
import type { DraftStore } from './personal/drafts.ts';
import type { ExpiryStore } from './expiry/expiry-store.ts';
import type { HiddenStore } from './reader.ts';
import type { StarStore } from './personal/star-store.ts';
import type { MessageStore } from './store.ts';
import type { ThreadStore } from './threads/thread-store.ts';
import type { VoteStore } from './polls/vote-store.ts';
import type { MessageWork } from './work.ts';

/** What messages stand on, besides what they need of conversations and files. */
export interface MessagesContext extends ConversationsContext, Pick<MediaContext, 'media' | 'mediaKeys'> {
  messages: MessageStore;
  attachments: AttachmentStore;
  changes: ChangeStore;
  threads: ThreadStore;
  drafts: DraftStore;
  hidden: HiddenStore;
  stars: StarStore;
  votes: VoteStore;
  expiries: ExpiryStore;
  work: ConversationsContext['work'] & MediaContext['work'] & WorkQueue<MessageWork>;
}

/** What making previews of links stands on besides. */
export interface PreviewContext extends MessagesContext, Pick<Ports, 'objects' | 'pages'> {}
