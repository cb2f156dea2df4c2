import type { CSSProperties } from 'react';
import { albumLayout } from './album-layout.ts';
import styles from './attachment-space.module.css';
import { runsOf, type Media } from './model.ts';

/** The size of an album: as wide as there is room for, and as high as its shape makes it. */
export const albumSize = (media: readonly Media[]): CSSProperties => {
  const { width, ratio } = albumLayout(media);
  return { inlineSize: `${width}rem`, aspectRatio: `${ratio}` };
};

/** The room that attachments take, to the pixel, until the part of the page that draws them is there. */
export function AttachmentSpace({ attachments }: { attachments: readonly Media[] }) {
  return (
    <div className={styles['attachments']} aria-hidden="true">
      {runsOf(attachments).map(({ type, media }) => (
        <div
          key={media[0].id}
          className={styles[type]}
          style={type === 'album' ? albumSize(media) : undefined}
        />
      ))}
    </div>
  );
}
