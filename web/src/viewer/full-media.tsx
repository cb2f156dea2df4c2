import { useEffect, useRef, useState } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { localFile } from '../media/local-files.ts';
import type { Media } from '../media/model.ts';
import { placeholderUrl } from '../media/draw-placeholder.ts';
import { stateText } from '../media/state-text.ts';
import { thumbnailSources } from '../media/thumbnails.ts';
import { findAddresses, useAddresses } from '../media/use-addresses.ts';
import styles from './viewer.module.css';
import { useZoom } from './use-zoom.ts';
import { fitted } from './zoom.ts';

/** The width of the pictures that messages show. */
const shownWidth = 960;

/** Loads what is likely to be looked at next: the picture, or a video's poster. */
export function loadAhead(media: Media): void {
  if (localFile(media.id) !== undefined) return;
  findAddresses(media)
    .then((addresses) => {
      const src =
        media.kind === 'image' ? addresses?.original : thumbnailSources(media, addresses, shownWidth)?.src;
      if (src !== undefined) new Image().src = src;
    })
    // it is loaded when it is opened
    .catch(() => undefined);
}

/** The room for a picture or video within the screen. */
function useRoom() {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<{ width: number; height: number }>();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, room };
}

interface FullPictureProps {
  media: Media;
  onSwipe: (direction: 'earlier' | 'later' | 'close') => void;
  /** Gets what enlarges it, and how large it is. */
  onZoom: (zoom: { by: (factor: number) => void; scale: number }) => void;
}

/** A photo as large as it fits, at first as the conversation shows it: to be enlarged and moved. */
export function FullPicture({ media, onSwipe, onZoom }: FullPictureProps) {
  const t = useTranslate();
  const { box, room } = useRoom();
  const local = localFile(media.id);
  const addresses = useAddresses(local === undefined ? media : undefined);
  const original = local?.url ?? addresses?.original;
  const smaller = thumbnailSources({ ...media, animated: false }, addresses, shownWidth)?.src;
  const blur = media.placeholder === undefined ? undefined : placeholderUrl(media.placeholder);
  const [measured, setMeasured] = useState<{ width: number; height: number }>();
  const [broken, setBroken] = useState(false);
  const picture = {
    width: media.width ?? measured?.width ?? 960,
    height: media.height ?? measured?.height ?? 720,
  };
  const { view, moving, zoomBy } = useZoom({ box, picture, onSwipe });
  useEffect(() => onZoom({ by: zoomBy, scale: view.scale }), [onZoom, zoomBy, view.scale]);
  const size = room && fitted(picture, room);
  const problem = stateText(media, t);
  return (
    <div ref={box} className={styles['box']} data-zoomed={view.scale > 1}>
      {size !== undefined && (
        <div
          className={styles['full']}
          style={{
            inlineSize: size.width,
            blockSize: size.height,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            transition: moving ? 'none' : undefined,
          }}
        >
          {blur !== undefined && <img className={styles['layer']} src={blur} alt="" draggable={false} />}
          {smaller !== undefined && (
            <img className={styles['layer']} src={smaller} alt="" draggable={false} />
          )}
          {original !== undefined && !broken && (
            <img
              className={styles['layer']}
              src={original}
              alt={media.name}
              draggable={false}
              onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
                setMeasured({ width, height })
              }
              onError={() => setBroken(true)}
            />
          )}
        </div>
      )}
      {(broken || (problem !== undefined && original === undefined)) && (
        <p className={styles['problem']}>{problem ?? t('media.notShown')}</p>
      )}
    </div>
  );
}

/** A video, played as soon as it is there, with the browser's own controls. */
export function FullVideo({ media }: { media: Media }) {
  const t = useTranslate();
  const { box, room } = useRoom();
  const local = localFile(media.id);
  const addresses = useAddresses(local === undefined ? media : undefined);
  const [broken, setBroken] = useState(false);
  const src = local?.url ?? addresses?.original;
  const poster = local?.posterUrl ?? thumbnailSources(media, addresses, shownWidth)?.src;
  const { width = 1280, height = 720 } = media;
  const size =
    room && fitted({ width: Math.max(width, 640), height: Math.max(width, 640) * (height / width) }, room);
  const problem = stateText(media, t);
  return (
    <div ref={box} className={styles['box']}>
      {size !== undefined && src !== undefined && !broken && (
        // there are no captions to offer: what is shown is as it was sent
        <video
          className={styles['video']}
          style={{ inlineSize: size.width, blockSize: size.height }}
          src={src}
          poster={poster}
          controls
          autoPlay
          playsInline
          aria-label={media.name}
          onError={() => setBroken(true)}
        />
      )}
      {(broken || src === undefined) && (
        <p className={styles['problem']}>{broken ? t('media.cannotPlay') : problem}</p>
      )}
    </div>
  );
}
