import { Suspense } from 'react';
import { File, Image, Mic, Music, Paperclip, Video, type LucideIcon } from 'lucide-react';
import type { ConversationItem } from '../../../client/index.ts';
import { useUser } from '../../../client/react/index.ts';
import { useSystemText } from '../chat/use-system-parts.ts';
import { ContentIcon } from '../contents/lazy-parts.tsx';
import { firstLine } from '../contents/model.ts';
import { shownText } from '../format/text-parts.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { summaryKind, summaryText, type SummaryKind } from '../media/summary.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './chat-row.module.css';

/** The name by which people call each other. */
const firstName = (name: string) => name.trim().split(/\s+/)[0] ?? '';

/** The first name of a member, who in a large group may have to be looked up. */
function useFirstName({ participants }: ConversationItem, userId: string | undefined): string | undefined {
  const participant = participants.find(({ id }) => id === userId);
  const user = useUser(participant === undefined ? userId : undefined);
  const name = (participant ?? user)?.name;
  return name === undefined ? undefined : firstName(name);
}

/** Long texts are cut here: the line shows a few dozen characters. */
const mostCharacters = 200;

/** What goes on in a conversation: someone types, a draft waits, or what was said last. */
export function PreviewLine({ item, draft }: { item: ConversationItem; draft: string }) {
  const t = useTranslate();
  const { preview, typing, isGroup } = item;
  const typingName = useFirstName(item, isGroup ? typing[0] : undefined);
  const other = preview !== null && !preview.own && preview.kind !== 'system' ? preview.senderId : undefined;
  const sender = useFirstName(item, isGroup ? other : undefined);

  const isSystem = preview?.kind === 'system';
  const happened = useSystemText(item, isSystem ? (item.lastMessage ?? undefined) : undefined);

  if (typing.length > 0) {
    const text = () => {
      if (typing.length > 1) return t('list.typingMany', { count: typing.length });
      return typingName === undefined ? t('list.typing') : t('list.typingOne', { name: typingName });
    };
    return <Line text={text()} kind="typing" />;
  }
  if (draft !== '') return <Line lead={t('list.draft')} text={draft} kind="draft" />;
  if (preview === null) return <Line text={t('list.noMessages')} />;
  if (isSystem) return <Line text={happened ?? preview.text ?? t('list.unknownKind')} />;
  const { own, attachments, attachmentCount, streaming } = preview;
  const text = preview.text === null ? null : shownText(preview.text, preview.entities);
  const author = isGroup ? (own ? t('list.you') : sender) : undefined;
  const lead = author === undefined ? undefined : `${author}:`;
  if (streaming) return <Line lead={lead} text={t('list.typing')} kind="typing" />;
  if (preview.deleted) return <Line lead={lead} text={t('message.deleted')} />;
  if (preview.kind !== 'text' && text !== null)
    return <Line lead={lead} content={preview.kind} text={firstLine(text)} />;
  if (attachmentCount === 0) return <Line lead={lead} text={text ?? t('list.unknownKind')} />;
  const summary = summaryText(attachments, attachmentCount, t);
  return (
    <Line
      lead={lead}
      icon={icons[summaryKind(attachments)]}
      text={text === '' || text === null ? summary : text}
    />
  );
}

const icons: Readonly<Record<SummaryKind, LucideIcon>> = {
  image: Image,
  video: Video,
  voice: Mic,
  audio: Music,
  document: File,
  files: Paperclip,
};

interface LineProps {
  /** In front of the text. */
  lead?: string | undefined;
  /** What is attached. */
  icon?: LucideIcon;
  /** Which kind of message it is, where that is no text. */
  content?: string;
  text: string;
  kind?: 'typing' | 'draft';
}

/** One line, cut at the end of its own direction. */
const Line = ({ lead, icon: Icon, content, text, kind }: LineProps) => (
  <span className={classNames(styles['preview'], kind !== undefined && styles[kind])}>
    {lead !== undefined && (
      <>
        <bdi className={styles['lead']}>{lead}</bdi>{' '}
      </>
    )}
    {content !== undefined && (
      <Suspense>
        <ContentIcon kind={content} className={styles['attached']} />
      </Suspense>
    )}
    {Icon !== undefined && <Icon className={styles['attached']} size="0.875rem" aria-hidden="true" />}
    <span className={styles['text']} dir="auto">
      {text.slice(0, mostCharacters)}
    </span>
  </span>
);
