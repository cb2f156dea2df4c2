import { Ban, File, Image, Mic, Music, Video, type LucideIcon } from 'lucide-react';
import type { Quote } from '../../../client/index.ts';
import { contentIcons } from '../contents/content-icon.tsx';
import { firstLine } from '../contents/model.ts';
import { shownText } from '../format/text-parts.ts';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './quote.module.css';

interface Kind {
  Icon: LucideIcon;
  label: MessageKey;
}

const document: Kind = { Icon: File, label: 'quote.document' };
const kinds: Readonly<Record<string, Kind>> = {
  image: { Icon: Image, label: 'quote.image' },
  video: { Icon: Video, label: 'quote.video' },
  audio: { Icon: Music, label: 'quote.audio' },
  voice: { Icon: Mic, label: 'quote.voice' },
  document,
};

/** What a quote says in one line: the beginning of the text, or which kind of file it is; empty while it is asked for. */
export function useQuoteText(quote: Quote | null | undefined): string {
  const t = useTranslate();
  if (quote === undefined) return '';
  if (quote === null) return t('quote.missing');
  if (quote.deletedAt !== null) return t('quote.deleted');
  if (quote.kind !== undefined) return firstLine(quote.text);
  if (quote.text.trim() !== '') return shownText(quote.text, quote.entities).replaceAll(/\s+/g, ' ');
  return quote.attachment === undefined ? '' : t((kinds[quote.attachment] ?? document).label);
}

/** Whose message it is, and how it begins: two lines, also while they are not known. */
export function QuoteLine({ quote, name }: { quote: Quote | null | undefined; name: string }) {
  const text = useQuoteText(quote);
  const gone = quote === null || (quote !== undefined && quote.deletedAt !== null);
  const attachment = quote?.deletedAt === null ? quote.attachment : undefined;
  const content = quote?.deletedAt === null ? contentIcons[quote.kind ?? ''] : undefined;
  const ofFile = attachment === undefined ? undefined : (kinds[attachment] ?? document).Icon;
  const Icon = gone ? Ban : (content ?? ofFile);
  return (
    <>
      {quote !== null && (
        <span className={styles['name']} dir="auto">
          {quote === undefined ? '' : name}
        </span>
      )}
      <span className={classNames(styles['text'], gone && styles['gone'])}>
        {Icon !== undefined && <Icon size="0.875rem" aria-hidden="true" className={styles['icon']} />}
        <span className={styles['words']} dir="auto">
          {text}
        </span>
      </span>
    </>
  );
}
