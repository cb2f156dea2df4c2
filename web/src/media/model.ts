import type { Media } from '../../../client/index.ts';

export type { Media };

/** Whether it is shown as a picture: a photo or a video. */
export const isVisual = ({ kind }: Pick<Media, 'kind'>): boolean => kind === 'image' || kind === 'video';

/** Whether it was recorded as a voice note. */
export const isVoice = ({ kind, waveform }: Pick<Media, 'kind' | 'waveform'>): boolean =>
  kind === 'audio' && waveform !== undefined;

/** Attachments that stand together: an album, or one file. */
export type Run =
  | { readonly type: 'album'; readonly media: readonly [Media, ...Media[]] }
  | { readonly type: 'audio' | 'file'; readonly media: readonly [Media] };

/** The attachments of a message in their order, with neighbouring photos and videos as one album. */
export function runsOf(attachments: readonly Media[]): Run[] {
  const runs: Run[] = [];
  for (const media of attachments) {
    const last = runs.at(-1);
    if (!isVisual(media)) runs.push({ type: media.kind === 'audio' ? 'audio' : 'file', media: [media] });
    else if (last?.type === 'album') runs[runs.length - 1] = { type: 'album', media: [...last.media, media] };
    else runs.push({ type: 'album', media: [media] });
  }
  return runs;
}
