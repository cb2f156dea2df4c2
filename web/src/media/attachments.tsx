import { useTranslate } from '../i18n/i18n.ts';
import { albumLayout } from './album-layout.ts';
import { albumSize } from './attachment-space.tsx';
import space from './attachment-space.module.css';
import styles from './attachments.module.css';
import { AudioRow } from './audio-row.tsx';
import { FileRow } from './file-row.tsx';
import { runsOf, type Media } from './model.ts';
import { Picture } from './picture.tsx';
import { cancelFile } from './send-files.ts';

export interface AttachmentsProps {
  attachments: readonly Media[];
  /** Opens a photo or video. */
  onOpen: (media: Media) => void;
  /** Whether they may still be on their way: then each can be taken back. */
  sending?: boolean;
}

/** What is attached to a message, in its order: photos and videos as albums, all else in rows. */
export default function Attachments({ attachments, onOpen, sending = false }: AttachmentsProps) {
  const onCancel = sending ? cancelFile : undefined;
  return (
    <div className={space['attachments']}>
      {runsOf(attachments).map((run) => {
        const [first] = run.media;
        switch (run.type) {
          case 'album':
            return <Album key={`album ${first.id}`} media={run.media} onOpen={onOpen} onCancel={onCancel} />;
          case 'audio':
            return <AudioRow key={first.id} media={first} onCancel={onCancel} />;
          case 'file':
            return <FileRow key={first.id} media={first} onCancel={onCancel} />;
        }
      })}
    </div>
  );
}

interface AlbumProps extends Pick<AttachmentsProps, 'onOpen'> {
  media: readonly Media[];
  onCancel: ((id: string) => void) | undefined;
}

function Album({ media, onOpen, onCancel }: AlbumProps) {
  const t = useTranslate();
  const { tiles } = albumLayout(media);
  const count = media.length;
  return (
    <div className={styles['album']} style={albumSize(media)}>
      {media.map((one, index) => {
        const { x = 0, y = 0, width = 1, height = 1 } = tiles[index] ?? {};
        const percent = (part: number) => `${part * 100}%`;
        const isVideo = one.kind === 'video';
        const what =
          count === 1
            ? t(isVideo ? 'media.video' : 'media.photo')
            : t(isVideo ? 'media.videoOf' : 'media.photoOf', { number: index + 1, count });
        return (
          <div
            // the place of one stays its own while its id becomes that of the server
            key={index}
            className={styles['tile']}
            style={{
              insetInlineStart: percent(x),
              insetBlockStart: percent(y),
              inlineSize: percent(width),
              blockSize: percent(height),
            }}
          >
            <Picture
              media={one}
              what={what}
              // in rem, at the size of text that most have
              shownWidth={Math.round(22 * 16 * width)}
              small={count > 3}
              onOpen={() => onOpen(one)}
              onCancel={onCancel && (() => onCancel(one.id))}
            />
          </div>
        );
      })}
    </div>
  );
}
