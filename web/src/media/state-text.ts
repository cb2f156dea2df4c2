import type { MessageKey, Translate } from '../i18n/i18n.ts';
import type { Media } from './model.ts';
import { isGone } from './sent-media.ts';

const refusals: Readonly<Record<string, MessageKey>> = {
  size_mismatch: 'media.refused.size_mismatch',
  checksum_mismatch: 'media.refused.checksum_mismatch',
  type_mismatch: 'media.refused.type_mismatch',
  ambiguous_content: 'media.refused.ambiguous_content',
  too_many_pixels: 'media.refused.too_many_pixels',
  unreadable: 'media.refused.unreadable',
};

/** What keeps a file from being seen, in a sentence; `undefined` for one that can be. */
export function stateText(
  { id, state, refusal }: Pick<Media, 'id' | 'state' | 'refusal'>,
  t: Translate,
): string | undefined {
  switch (state) {
    case 'checking':
      return t('media.checking');
    case 'scanning':
      return t('media.scanning');
    case 'blocked':
      return t('media.blocked');
    case 'refused':
      if (isGone(id)) return t('error.fileGone');
      return t(refusals[refusal ?? ''] ?? 'media.refused');
    default:
      return undefined;
  }
}
