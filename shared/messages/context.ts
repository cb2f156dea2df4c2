import type { ConversationsContext } from '../conversations/index.ts';
import type { MediaContext } from '../media/index.ts';
import type { Ports, WorkQueue } from '../platform/ports.ts';
import type { AttachmentStore } from './attachment-store.ts';
import type { ChangeStore } from './change-store.ts';
import type { DraftStore } from './drafts.ts';
import type { ExpiryStore } from './expiry-store.ts';
import type { HiddenStore } from './reader.ts';
import type { StarStore } from './star-store.ts';
import type { MessageStore } from './store.ts';
import type { ThreadStore } from './thread-store.ts';
import type { VoteStore } from './vote-store.ts';
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
