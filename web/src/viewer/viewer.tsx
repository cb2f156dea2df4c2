import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import {
  ArrowDownToLine,
  ChevronLeft,
  ChevronRight,
  MessageSquareText,
  X,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useConversation, useMessages } from '../../../client/react/index.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import { useSender } from '../chat/sender.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { download } from '../media/download.ts';
import { pausePlayback } from '../media/player.ts';
import { conversationPath, navigate, viewerPath } from '../navigation.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { filesIn, together, type GalleryItem, type GalleryKind } from './gallery-items.ts';
import { useGallery } from './use-gallery.ts';
import { FullPicture, FullVideo, loadAhead } from './full-media.tsx';
import styles from './viewer.module.css';

const kinds: readonly GalleryKind[] = ['image', 'video'];

export interface ViewerProps {
  conversationId: string;
  mediaId: string;
  onClose: () => void;
}

/** The photos and videos around one of them, oldest first. */
function useItems(conversationId: string, mediaId: string) {
  const messages = useMessages(conversationId);
  const near = useMemo(() => filesIn(messages.items, kinds), [messages.items]);
  const isNear = near.some(({ media }) => media.id === mediaId);
  // far from the newest messages, those around it are what comes before and after
  const alone = isNear && messages.hasNewer;
  const gallery = useGallery(conversationId, kinds, messages.loaded && !alone);
  const items = useMemo(
    () => (alone ? near : together([...near].reverse(), gallery.items).reverse()),
    [alone, near, gallery.items],
  );
  const index = items.findIndex(({ media }) => media.id === mediaId);
  const { hasOlder, hasNewer, loadOlder, loadNewer, loadingOlder, loadingNewer } = messages;
  const { complete, more, loading, error } = gallery;
  useEffect(() => {
    if (alone) {
      // failures show in the conversation, which tries again by itself
      if (index < 2 && hasOlder && !loadingOlder) loadOlder().catch(() => undefined);
      if (index > items.length - 3 && hasNewer && !loadingNewer) loadNewer().catch(() => undefined);
    } else if (index < 2 && !complete && !loading && error === undefined) more();
  });
  return {
    item: items[index],
    before: items[index - 1],
    after: items[index + 1],
    gone: index < 0 && complete,
  };
}

/** A photo or video over the whole screen, and the way to those before and after it. */
export default function Viewer({ conversationId, mediaId, onClose }: ViewerProps) {
  const t = useTranslate();
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { item, before, after, gone } = useItems(conversationId, mediaId);
  useEffect(() => {
    pausePlayback();
    const element = dialog.current;
    if (element?.open === false) element.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    for (const near of [after, before]) if (near !== undefined) loadAhead(near.media);
  }, [after, before]);

  const go = useCallback(
    (to: GalleryItem | undefined) => {
      if (to !== undefined) navigate(viewerPath(conversationId, to.media.id), { replace: true });
    },
    [conversationId],
  );
  const swiped = (direction: 'earlier' | 'later' | 'close') => {
    if (direction === 'close') onClose();
    else go(direction === 'earlier' ? before : after);
  };

  return (
    <dialog
      ref={dialog}
      className={styles['viewer']}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        // within a video the arrows move in it
        if (event.target instanceof HTMLVideoElement) return;
        const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
        if (event.key === 'ArrowLeft') go(isRtl ? after : before);
        if (event.key === 'ArrowRight') go(isRtl ? before : after);
      }}
    >
      <h2 id={title} className="visually-hidden">
        {t('viewer.label')}
      </h2>
      {item === undefined ? (
        <header className={styles['header']}>
          <span className={styles['who']}>{gone && t('viewer.gone')}</span>
          <Close onClose={onClose} />
        </header>
      ) : (
        <Shown
          key={item.media.id}
          conversationId={conversationId}
          item={item}
          onSwipe={swiped}
          onClose={onClose}
        />
      )}
      {before !== undefined && (
        <IconButton
          label={t('viewer.earlier')}
          tooltip={false}
          className={`${styles['side']} ${styles['earlier']}`}
          onClick={() => go(before)}
        >
          <ChevronLeft size="1.75rem" />
        </IconButton>
      )}
      {after !== undefined && (
        <IconButton
          label={t('viewer.later')}
          tooltip={false}
          className={`${styles['side']} ${styles['later']}`}
          onClick={() => go(after)}
        >
          <ChevronRight size="1.75rem" />
        </IconButton>
      )}
    </dialog>
  );
}

const Close = ({ onClose }: { onClose: () => void }) => {
  const t = useTranslate();
  return (
    <IconButton
      label={t('dialog.close')}
      tooltip={false}
      className={styles['control']}
      onClick={onClose}
      autoFocus
    >
      <X size="1.375rem" />
    </IconButton>
  );
};

interface ShownProps {
  conversationId: string;
  item: GalleryItem;
  onSwipe: (direction: 'earlier' | 'later' | 'close') => void;
  onClose: () => void;
}

function Shown({ conversationId, item, onSwipe, onClose }: ShownProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const conversation = useConversation(conversationId);
  const { media, senderId, createdAt, seq, text = '' } = item;
  const [zoom, setZoom] = useState<{ by: (factor: number) => void; scale: number }>();
  const isVideo = media.kind === 'video';
  return (
    <>
      <div className={styles['stage']}>
        {isVideo ? (
          <FullVideo media={media} />
        ) : (
          <FullPicture media={media} onSwipe={onSwipe} onZoom={setZoom} />
        )}
      </div>
      <header className={styles['header']}>
        {conversation !== undefined && (
          <Who conversation={conversation} senderId={senderId} time={untilTime(createdAt, now, locale)} />
        )}
        {!isVideo && (
          <>
            <IconButton
              label={t('viewer.zoomOut')}
              tooltip={false}
              className={`${styles['control']} ${styles['zoom']}`}
              disabled={(zoom?.scale ?? 1) <= 1}
              onClick={() => zoom?.by(1 / 1.5)}
            >
              <ZoomOut size="1.25rem" />
            </IconButton>
            <IconButton
              label={t('viewer.zoomIn')}
              tooltip={false}
              className={`${styles['control']} ${styles['zoom']}`}
              onClick={() => zoom?.by(1.5)}
            >
              <ZoomIn size="1.25rem" />
            </IconButton>
          </>
        )}
        <IconButton
          label={t('viewer.toMessage')}
          tooltip={false}
          className={styles['control']}
          onClick={() => {
            wantMessage(conversationId, seq);
            navigate(conversationPath(conversationId), { replace: true });
          }}
        >
          <MessageSquareText size="1.25rem" />
        </IconButton>
        <IconButton
          label={t('media.download', { name: media.name })}
          tooltip={false}
          className={styles['control']}
          onClick={() => void download(media)}
        >
          <ArrowDownToLine size="1.25rem" />
        </IconButton>
        <Close onClose={onClose} />
      </header>
      {text !== '' && (
        <p className={styles['caption']} dir="auto">
          {text}
        </p>
      )}
    </>
  );
}

type WhoProps = {
  conversation: NonNullable<ReturnType<typeof useConversation>>;
  senderId: string;
  time: string;
};

function Who({ conversation, senderId, time }: WhoProps) {
  const t = useTranslate();
  const sender = useSender(conversation, senderId);
  const name = sender?.name ?? t('conversation.unknownSender');
  return (
    <span className={styles['who']}>
      <Avatar id={senderId} name={name} avatar={sender?.avatar ?? null} size={40} />
      <span className={styles['whoTexts']}>
        <span className={styles['name']} dir="auto">
          {name}
        </span>
        <span className={styles['time']}>{time}</span>
      </span>
    </span>
  );
}
