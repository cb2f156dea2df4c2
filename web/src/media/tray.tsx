import { useRef, useState, type KeyboardEvent } from 'react';
import { File as FileIcon, Music, Play, RotateCw, X } from 'lucide-react';
import { useTray } from '../chat/tray.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import { moveInTray, removeFromTray } from './add-files.ts';
import { durationText } from '../format/duration.ts';
import { nameParts } from './file-facts.ts';
import { localFile } from './local-files.ts';
import { ProgressRing } from './progress-ring.tsx';
import styles from './tray.module.css';
import { retryUpload } from './upload-files.ts';
import { useUpload } from './uploads.ts';

/** What will be sent with the text below it, in order: moved by dragging or by the arrow keys, and removed. */
export default function Tray({ conversationId }: { conversationId: string }) {
  const t = useTranslate();
  const ids = useTray(conversationId);
  const [dragged, setDragged] = useState<string>();
  const list = useRef<HTMLUListElement>(null);

  function pressed(event: KeyboardEvent, id: string): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined && event.altKey) {
      event.preventDefault();
      moveInTray(conversationId, id, getComputedStyle(event.currentTarget).direction === 'rtl' ? -by : by);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      remove(id);
    }
  }

  function remove(id: string): void {
    const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
    removeFromTray(conversationId, id);
    // the focus stays near; with the last one it goes on to the text
    const target = next === undefined ? undefined : list.current?.querySelector(`[data-id="${next}"] button`);
    if (target instanceof HTMLElement) target.focus();
  }

  return (
    <>
      <p className="visually-hidden" role="status">
        {ids.length > 0 && t('attach.added', { count: ids.length })}
      </p>
      {ids.length > 0 && (
        <ul ref={list} className={styles['tray']} aria-label={t('attach.tray')}>
          {ids.map((id) => (
            <li
              key={id}
              data-id={id}
              className={classNames(styles['item'], dragged === id && styles['dragged'])}
              draggable
              onDragStart={(event) => {
                setDragged(id);
                event.dataTransfer.effectAllowed = 'move';
                // no file: the drop zone of the conversation stays away
                event.dataTransfer.setData('text/x-chatflow-tray', id);
              }}
              onDragEnter={() => {
                if (dragged !== undefined && dragged !== id)
                  moveInTray(conversationId, dragged, ids.indexOf(id) - ids.indexOf(dragged));
              }}
              onDragOver={(event) => dragged !== undefined && event.preventDefault()}
              onDragEnd={() => setDragged(undefined)}
              onKeyDown={(event) => pressed(event, id)}
            >
              <TrayItem id={id} onRemove={() => remove(id)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function TrayItem({ id, onRemove }: { id: string; onRemove: () => void }) {
  const t = useTranslate();
  const upload = useUpload(id);
  if (upload === undefined) return null;
  const { media, state } = upload;
  const { kind, name } = media;
  const local = localFile(id);
  const seen = state === 'preparing' || media.width !== undefined;
  const picture = !seen ? undefined : kind === 'image' ? local?.url : local?.posterUrl;
  const [start, end] = nameParts(name);
  const isFile = kind === 'audio' || kind === 'document' || !seen;
  return (
    <>
      {picture !== undefined && (
        <img className={styles['picture']} src={picture} alt={name} draggable={false} />
      )}
      {isFile && (
        <span className={styles['file']} title={name}>
          {kind === 'audio' ? (
            <Music size="1.25rem" aria-hidden="true" />
          ) : (
            <FileIcon size="1.25rem" aria-hidden="true" />
          )}
          <bdi className={styles['name']}>
            <span className={styles['start']}>{start}</span>
            <span>{end}</span>
          </bdi>
        </span>
      )}
      {kind === 'video' && (
        <span className={styles['tag']}>
          <Play size="0.625rem" fill="currentColor" aria-hidden="true" />
          {media.durationSeconds !== undefined && durationText(media.durationSeconds)}
        </span>
      )}
      {(state === 'preparing' || state === 'uploading') && (
        <span className={styles['progress']}>
          <ProgressRing upload={upload} />
        </span>
      )}
      {state === 'failed' && (
        <button
          type="button"
          className={styles['retry']}
          aria-label={t('media.retry', { name })}
          onClick={() => retryUpload(id)}
        >
          <RotateCw size="1.125rem" aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        className={styles['remove']}
        aria-label={t('attach.remove', { name })}
        aria-keyshortcuts="Delete Alt+ArrowLeft Alt+ArrowRight"
        onClick={onRemove}
      >
        <span className={styles['cross']}>
          <X size="0.875rem" strokeWidth={2.5} aria-hidden="true" />
        </span>
      </button>
    </>
  );
}
