import type { SendOptions } from '../../../client/index.ts';
import { NewContact } from './new-contact.tsx';
import { NewLocation } from './new-location.tsx';
import { NewPoll } from './new-poll.tsx';

/** What is sent in place of a text. */
export type Content = Pick<SendOptions, 'poll' | 'location' | 'contact'>;
export type ContentKind = keyof Content;

export interface NewContentProps {
  kind: ContentKind;
  onSend: (content: Content) => void;
  onClose: () => void;
}

/** The dialog in which a poll, a location or a contact is made. */
export default function NewContent({ kind, onSend, onClose }: NewContentProps) {
  const send = (content: Content) => {
    onSend(content);
    onClose();
  };
  switch (kind) {
    case 'poll':
      return <NewPoll onSend={(poll) => send({ poll })} onClose={onClose} />;
    case 'location':
      return <NewLocation onSend={(location) => send({ location })} onClose={onClose} />;
    case 'contact':
      return <NewContact onSend={(contact) => send({ contact })} onClose={onClose} />;
  }
}
