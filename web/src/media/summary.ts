import { durationText } from '../format/duration.ts';
import type { Translate } from '../i18n/i18n.ts';
import { isVoice, type Media } from './model.ts';

/** What is attached to a message, as one: its kind decides the icon. */
export type SummaryKind = 'image' | 'video' | 'voice' | 'audio' | 'document' | 'files';

const kinds = ['image', 'video', 'audio', 'document'] as const;

export function summaryKind(attachments: readonly Media[]): SummaryKind {
  const [first, ...others] = attachments;
  if (first === undefined || others.some(({ kind }) => kind !== first.kind)) return 'files';
  if (isVoice(first)) return 'voice';
  return kinds.find((kind) => kind === first.kind) ?? 'files';
}

/** What is attached to a message, in a few words: `Photo`, `3 photos`, `Voice message 0:12`, `report.pdf`. */
export function summaryText(attachments: readonly Media[], count: number, t: Translate): string {
  const [first] = attachments;
  switch (first === undefined ? 'files' : summaryKind(attachments)) {
    case 'image':
      return t('list.photos', { count });
    case 'video':
      return t('list.videos', { count });
    case 'voice':
      return t('list.voice', { time: durationText(first?.durationSeconds ?? 0) });
    case 'audio':
    case 'document':
      return count === 1 && first !== undefined ? first.name : t('list.files', { count });
    case 'files':
      return t('list.files', { count });
  }
}
