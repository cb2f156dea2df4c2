import { Mail, MessageCircle, Phone, UserRoundPlus } from 'lucide-react';
import type { SharedContact } from '../../../client/index.ts';
import { useSession, useUser } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOpenDirect } from '../people/use-open-direct.ts';
import { Avatar } from '../ui/avatar.tsx';
import styles from './contents.module.css';
import { vcardName, vcardOf } from './vcard.ts';

/** A contact: who it is, how they are reached, and what can be done with that. */
export function ContactCard({ contact, reachable }: { contact: SharedContact; reachable: boolean }) {
  const t = useTranslate();
  const { userId: ownId } = useSession();
  const { userId, phones = [], emails = [] } = contact;
  const user = useUser(userId);
  // what a user is called is theirs to say
  const name = user?.name ?? contact.name;
  const tabIndex = reachable ? 0 : -1;
  return (
    <div className={styles['contact']} role="group" aria-label={t('content.contact')}>
      <div className={styles['who']}>
        <Avatar id={userId ?? contact.name} name={name} avatar={user?.avatar ?? null} size={48} />
        <div className={styles['names']}>
          <p className={styles['title']} dir="auto">
            {name}
          </p>
          {user !== undefined && <p className={styles['detail']}>@{user.username}</p>}
        </div>
      </div>
      {(phones.length > 0 || emails.length > 0) && (
        <ul className={styles['ways']}>
          {phones.map((phone) => (
            <li key={phone}>
              <a href={`tel:${encodeURIComponent(phone.replaceAll(/[^\d+*#]/g, ''))}`} tabIndex={tabIndex}>
                <Phone size="0.875rem" aria-hidden="true" />
                <bdi>{phone}</bdi>
              </a>
            </li>
          ))}
          {emails.map((address) => (
            <li key={address}>
              <a href={`mailto:${encodeURIComponent(address)}`} tabIndex={tabIndex}>
                <Mail size="0.875rem" aria-hidden="true" />
                <bdi>{address}</bdi>
              </a>
            </li>
          ))}
        </ul>
      )}
      <div className={styles['actions']}>
        {user !== undefined && user.id !== ownId && (
          <MessageAction username={user.username} userId={user.id} tabIndex={tabIndex} />
        )}
        {(phones.length > 0 || emails.length > 0) && (
          <button
            type="button"
            className={styles['wideAction']}
            tabIndex={tabIndex}
            onClick={() => save({ ...contact, name })}
          >
            <UserRoundPlus size="0.9375rem" aria-hidden="true" />
            {t('contact.save')}
          </button>
        )}
      </div>
    </div>
  );
}

interface MessageActionProps {
  username: string;
  userId: string;
  tabIndex: number;
}

/** Leads to the chat with a user. */
function MessageAction({ username, userId, tabIndex }: MessageActionProps) {
  const t = useTranslate();
  const known = useDirectChats().get(userId)?.conversationId;
  const { open, opening, error } = useOpenDirect((id) => navigate(conversationPath(id)));
  return (
    <>
      <button
        type="button"
        className={styles['wideAction']}
        tabIndex={tabIndex}
        aria-busy={opening !== undefined}
        onClick={() => open(username, known)}
      >
        <MessageCircle size="0.9375rem" aria-hidden="true" />
        {t('contact.message')}
      </button>
      {error !== undefined && (
        <p className={styles['problem']} role="alert">
          {explain(error, t)}
        </p>
      )}
    </>
  );
}

/** Gives the contact to the browser as a file. */
function save(contact: SharedContact): void {
  const address = URL.createObjectURL(new Blob([vcardOf(contact)], { type: 'text/vcard' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = vcardName(contact.name);
  link.click();
  // the browser has begun to read it by then
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
