import {
  AtSign,
  KeyRound,
  MessageCircle,
  Reply,
  ShieldAlert,
  SmilePlus,
  UserPlus,
  Users,
  Webhook,
  type LucideIcon,
} from 'lucide-react';
import type { Notification } from '../../../client/index.ts';
import { useTranslate, type Translate } from '../i18n/i18n.ts';
import { useQuoteText } from '../threads/quote-line.tsx';
import { quoteOf } from '../threads/quote-of.ts';

/** By kind; a later server may have more, which have none. */
export const kindIcons: Readonly<Record<string, LucideIcon | undefined>> = {
  message: MessageCircle,
  mention: AtSign,
  reply: Reply,
  reaction: SmilePlus,
  group_added: UserPlus,
  join_request: Users,
  new_device: ShieldAlert,
  password_changed: KeyRound,
  webhook_disabled: Webhook,
};

/** Whether it stays, whatever the user looks at, until they say that they have seen it. */
export const staysUntilRead = ({ kind }: Notification): boolean =>
  kind === 'new_device' || kind === 'password_changed' || kind === 'webhook_disabled';

interface Texts {
  /** Where it is: the group or the person. */
  title: string;
  /** What happened there; empty where the text says it. */
  event: string;
  /** What was written. */
  text: string;
}

/** What a notification says. */
export function useNotificationTexts(notification: Notification): Texts {
  const t = useTranslate();
  const { kind, conversation, user, message, device } = notification;
  const quoted = useQuoteText(message && quoteOf(message));
  const name = user?.name ?? t('conversation.unknownSender');
  if (conversation === undefined) {
    const title = eventOf(notification, name, t);
    const from = device === undefined ? [] : [t('notification.from', { device })];
    return { title, event: '', text: [...from, t('notification.notYou')].join(' ') };
  }
  const title = conversation.isGroup ? (conversation.name ?? '') : name;
  const said = message === undefined ? '' : quoted;
  const isOthers = kind === 'message' && conversation.isGroup && said !== '';
  return { title, event: eventOf(notification, name, t), text: isOthers ? `${name}: ${said}` : said };
}

function eventOf({ kind, count = 1, countIsMinimum }: Notification, name: string, t: Translate): string {
  switch (kind) {
    case 'message':
      return t(countIsMinimum ? 'notification.messages' : 'notification.message', { count });
    case 'mention':
      return t('notification.mention', { name });
    case 'reply':
      return t('notification.reply', { name });
    case 'reaction':
      return t('notification.reaction', { name, count });
    case 'group_added':
      return t('notification.groupAdded', { name });
    case 'join_request':
      return t('notification.joinRequest', { name, count });
    case 'new_device':
      return t('notification.newDevice');
    case 'password_changed':
      return t('notification.passwordChanged');
    case 'webhook_disabled':
      return t('notification.webhookDisabled');
    default:
      return '';
  }
}
