import { useState } from 'react';
import { ImageOff, Play, RotateCw, ShieldAlert, ShieldEllipsis, X } from 'lucide-react';
import { useLocale, useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import { durationText } from '../format/duration.ts';
import { sizeText } from './file-facts.ts';
import { localFile } from './local-files.ts';
import type { Media } from './model.ts';
import { Placeholder } from './placeholder.tsx';
import styles from './picture.module.css';
import { ProgressRing } from './progress-ring.tsx';
import { stateText } from './state-text.ts';
import { thumbnailSources } from './thumbnails.ts';
import { retryUpload } from './upload-files.ts';
import { useUpload, type Upload } from './uploads.ts';
import { useAddresses } from './use-addresses.ts';

export interface PictureProps {
  media: Media;
  /** What it is, for screen readers: a photo, a video, and which one of several. */
  what: string;
  /** About how wide it is shown, in CSS pixels. */
  shownWidth: number;
  /** Without room for sentences. */
  small?: boolean;
  onOpen: () => void;
  onCancel?: (() => void) | undefined;
}

/** A photo, or a video's poster, in a place whose size is fixed: blurred until it is there, with what is under way above it. */
export function Picture({ media, what, shownWidth, small = false, onOpen, onCancel }: PictureProps) {
  const t = useTranslate();
  const locale = useLocale();
  const upload = useUpload(media.id);
  const isVideo = media.kind === 'video';
  const local = localFile(media.id);
  const isShut = media.state === 'scanning' || media.state === 'blocked' || media.state === 'refused';
  const addresses = useAddresses(isShut || (local !== undefined && !isVideo) ? undefined : media);
  const [shown, setShown] = useState<string>();
  const [broken, setBroken] = useState<string>();
  const localUrl = isVideo ? local?.posterUrl : local?.url;
  const sources =
    localUrl === undefined
      ? thumbnailSources(media, addresses, shownWidth)
      : { src: localUrl, srcSet: undefined };
  const src = isShut ? undefined : sources?.src;
  const underWay = upload !== undefined && upload.state !== 'done';
  const opens = !isShut && !underWay && media.state !== 'uploading';
  const status = underWay ? undefined : stateText(media, t);
  const name = status === undefined ? what : `${what}. ${status}`;
  const picture = (
    <>
      <Placeholder media={media} />
      {src !== undefined && src !== broken && (
        <img
          className={classNames(
            styles['picture'],
            shown !== src && localUrl === undefined && styles['hidden'],
          )}
          src={src}
          srcSet={sources?.srcSet}
          sizes={sources?.srcSet && `${shownWidth}px`}
          alt=""
          draggable={false}
          decoding="async"
          onLoad={() => setShown(src)}
          onError={() => setBroken(src)}
        />
      )}
      {src !== undefined && src === broken && !underWay && (
        <span className={styles['note']}>
          <ImageOff size="1.5rem" aria-hidden="true" />
          {!small && t('media.notShown')}
        </span>
      )}
      {media.animated === true && !isShut && <span className={styles['tag']}>{t('media.moving')}</span>}
      {isVideo && !isShut && media.durationSeconds !== undefined && (
        <span className={styles['tag']}>{durationText(media.durationSeconds)}</span>
      )}
      {isVideo && opens && (
        <span className={styles['play']}>
          <Play size="1.5rem" fill="currentColor" aria-hidden="true" />
        </span>
      )}
      {isShut && (
        <span className={classNames(styles['note'], media.state !== 'scanning' && styles['bad'])}>
          {media.state === 'scanning' ? (
            <ShieldEllipsis size="1.5rem" aria-hidden="true" />
          ) : (
            <ShieldAlert size="1.5rem" aria-hidden="true" />
          )}
          {small ? t(shortStates[media.state] ?? 'media.refusedShort') : status}
        </span>
      )}
      {media.state === 'checking' && src === undefined && (
        <span className={styles['spinner']} title={t('media.checking')} />
      )}
    </>
  );
  return (
    <div className={styles['frame']} title={small && isShut ? status : undefined}>
      {opens ? (
        <button
          type="button"
          className={styles['opens']}
          aria-label={t('media.open', { what: name })}
          data-media={media.id}
          onClick={() => (src !== undefined && src === broken ? setBroken(undefined) : onOpen())}
        >
          {picture}
        </button>
      ) : (
        <div className={styles['opens']} role="img" aria-label={name}>
          {picture}
        </div>
      )}
      {underWay && (
        <OnItsWay upload={upload} small={small} size={sizeText(media.size, locale)} onCancel={onCancel} />
      )}
    </div>
  );
}

/** Where there is no room for a sentence, which screen readers get, and who points at it. */
const shortStates: Readonly<Record<string, MessageKey>> = {
  scanning: 'media.scanningShort',
  blocked: 'media.blockedShort',
};

interface OnItsWayProps {
  upload: Upload;
  small: boolean;
  size: string;
  onCancel: (() => void) | undefined;
}

/** How far the upload has come, above the picture; or that it failed. */
function OnItsWay({ upload, small, size, onCancel }: OnItsWayProps) {
  const t = useTranslate();
  const { name } = upload.media;
  if (upload.state === 'failed')
    return (
      <div className={styles['above']}>
        <button
          type="button"
          className={styles['round']}
          aria-label={t('media.retry', { name })}
          onClick={() => retryUpload(upload.id)}
        >
          <RotateCw size="1.25rem" aria-hidden="true" />
        </button>
        {!small && <span className={styles['tag']}>{t('media.failed')}</span>}
      </div>
    );
  const refused = upload.state === 'refused';
  return (
    <div className={styles['above']}>
      {!refused && <ProgressRing upload={upload} />}
      {onCancel !== undefined && (
        <button
          type="button"
          className={styles['round']}
          aria-label={t(refused ? 'attach.remove' : 'media.cancel', { name })}
          onClick={onCancel}
        >
          <X size="1.25rem" aria-hidden="true" />
        </button>
      )}
      {!small && <span className={styles['tag']}>{refused ? t('media.failed') : size}</span>}
    </div>
  );
}
