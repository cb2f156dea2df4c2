import { useEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { ConversationItem } from '../../../client/index.ts';
import { useMessages } from '../../../client/react/index.ts';
import { useSender } from '../chat/sender.ts';
import { useNow } from '../format/now.ts';
import { monthLabel, untilTime } from '../format/time.ts';
import { useLocale, useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { AudioRow } from '../media/audio-row.tsx';
import { FileRow } from '../media/file-row.tsx';
import { Picture } from '../media/picture.tsx';
import { navigate, viewerPath } from '../navigation.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { Choice } from '../ui/choice.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { filesIn, together, type GalleryItem, type GalleryKind } from '../viewer/gallery-items.ts';
import { galleryRows } from '../viewer/gallery-rows.ts';
import { useGallery } from '../viewer/use-gallery.ts';
import styles from './gallery-step.module.css';
import type { StepProps } from './steps.tsx';

type Tab = 'visual' | 'audio' | 'files';
const kinds: Readonly<Record<Tab, readonly GalleryKind[]>> = {
  visual: ['image', 'video'],
  audio: ['voice', 'audio'],
  files: ['document'],
};
const tabs: readonly { value: Tab; label: MessageKey }[] = [
  { value: 'visual', label: 'gallery.visual' },
  { value: 'audio', label: 'gallery.audio' },
  { value: 'files', label: 'gallery.files' },
];
const nothing: Readonly<Record<Tab, MessageKey>> = {
  visual: 'gallery.noVisual',
  audio: 'gallery.noAudio',
  files: 'gallery.noFiles',
};
/** The tab that was open last: the viewer, and the way back from it, keep it. */
let lastTab: Tab = 'visual';

/** The photos, voice notes and files of a conversation, newest first. */
export function GalleryStep({ conversation }: StepProps) {
  const t = useTranslate();
  const [tab, setTab] = useState(lastTab);
  return (
    <div className={styles['step']}>
      <div className={styles['tabs']}>
        <Choice
          label={t('gallery.kind')}
          bare
          options={tabs.map(({ value, label }) => ({ value, label: t(label) }))}
          value={tab}
          onChange={(value) => {
            lastTab = value;
            setTab(value);
          }}
        />
      </div>
      <Files key={tab} tab={tab} conversation={conversation} />
    </div>
  );
}

/** More is loaded when fewer lines than this are left below. */
const rowsAhead = 12;
const columns = 3;

function Files({ tab, conversation }: { tab: Tab; conversation: ConversationItem }) {
  const t = useTranslate();
  const locale = useLocale();
  const { id } = conversation;
  const messages = useMessages(id);
  const gallery = useGallery(id, kinds[tab]);
  const { items: stored, hasNewer } = messages;
  const items = useMemo(() => {
    // what arrives while it is open; a window further up has nothing of that
    const near = hasNewer ? [] : filesIn(stored, kinds[tab]).reverse();
    const oldest = gallery.items.at(-1)?.seq ?? (gallery.complete ? 0 : Infinity);
    return together(
      near.filter(({ seq }) => gallery.complete || seq >= oldest),
      gallery.items,
    );
  }, [stored, hasNewer, gallery.items, gallery.complete, tab]);
  const rows = useMemo(() => galleryRows(items, tab === 'visual' ? columns : 1), [items, tab]);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const loadNearEnd = () => {
    const handle = list.current;
    if (handle === null || gallery.complete || gallery.loading || gallery.error !== undefined) return;
    const last = handle.findItemIndex(handle.scrollOffset + handle.viewportSize);
    if (last >= rows.length - rowsAhead) gallery.more();
  };
  // a page may not fill the pane
  useEffect(loadNearEnd);
  return (
    <div ref={scroller} className={styles['scroller']}>
      <Virtualizer ref={list} scrollRef={scroller} data={rows} onScroll={loadNearEnd}>
        {(row) =>
          row.type === 'month' ? (
            <h3 key={row.key} className={styles['month']}>
              {monthLabel(row.at, locale)}
            </h3>
          ) : tab === 'visual' ? (
            <div key={row.key} className={styles['tiles']}>
              {row.items.map((item) => (
                <Tile key={item.media.id} item={item} conversation={conversation} />
              ))}
            </div>
          ) : (
            <div key={row.key} className={styles['file']}>
              {row.items.map((item) => (
                <FileOf key={item.media.id} item={item} conversation={conversation} />
              ))}
            </div>
          )
        }
      </Virtualizer>
      {gallery.loading && items.length === 0 && (
        <div className={styles['nothing']} aria-busy="true">
          <AfterPatience>
            <Bone width={12} />
          </AfterPatience>
        </div>
      )}
      {gallery.error !== undefined && <Trouble error={gallery.error} onRetry={gallery.more} />}
      {gallery.complete && items.length === 0 && <p className={styles['nothing']}>{t(nothing[tab])}</p>}
    </div>
  );
}

interface ItemProps {
  item: GalleryItem;
  conversation: ConversationItem;
}

/** Who sent it, and when. */
function useOrigin({ item, conversation }: ItemProps): { name: string; time: string } {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const sender = useSender(conversation, item.senderId);
  return {
    name: sender?.name ?? t('conversation.unknownSender'),
    time: untilTime(item.createdAt, now, locale),
  };
}

function Tile({ item, conversation }: ItemProps) {
  const t = useTranslate();
  const { name, time } = useOrigin({ item, conversation });
  const kind = t(item.media.kind === 'video' ? 'media.video' : 'media.photo');
  return (
    <div className={styles['tile']}>
      <Picture
        media={item.media}
        what={`${kind}, ${name}, ${time}`}
        shownWidth={140}
        small
        onOpen={() => navigate(viewerPath(conversation.id, item.media.id))}
      />
    </div>
  );
}

function FileOf({ item, conversation }: ItemProps) {
  const { name, time } = useOrigin({ item, conversation });
  return item.media.kind === 'audio' ? (
    <>
      <AudioRow media={item.media} />
      <p className={styles['origin']}>{`${name} · ${time}`}</p>
    </>
  ) : (
    <FileRow media={item.media} more={`${name} · ${time}`} />
  );
}
