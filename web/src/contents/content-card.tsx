import type { ConversationItem, MessageItem } from '../../../client/index.ts';
import { ContactCard } from './contact-card.tsx';
import { LocationCard } from './location-card.tsx';
import { saidIn } from './model.ts';
import { PollCard } from './poll-card.tsx';

export interface ContentCardProps {
  item: MessageItem;
  conversation: ConversationItem;
  /** Whether the keyboard reaches what is in it. */
  reachable: boolean;
}

/** What a message shows that is no text. */
export default function ContentCard({ item, conversation, reachable }: ContentCardProps) {
  const said = saidIn(item);
  if (said.poll) return <PollCard item={item} conversation={conversation} reachable={reachable} />;
  if (said.location) return <LocationCard location={said.location} reachable={reachable} />;
  return said.contact ? <ContactCard contact={said.contact} reachable={reachable} /> : null;
}
