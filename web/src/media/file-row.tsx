import {
  Archive,
  ArrowDownToLine,
  File,
  FileSpreadsheet,
  FileText,
  Presentation,
  RotateCw,
  ShieldAlert,
  ShieldEllipsis,
  X,
} from 'lucide-react';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import { download } from './download.ts';
import { fileKindOf, nameParts, sizeText, type FileKind } from './file-facts.ts';
import styles from './file-row.module.css';
import type { Media } from './model.ts';
import { ProgressRing } from './progress-ring.tsx';
import { stateText } from './state-text.ts';
import { retryUpload } from './upload-files.ts';
import { useUpload } from './uploads.ts';

const icons: Readonly<Record<FileKind, typeof File>> = {
  pdf: FileText,
  text: FileText,
  table: FileSpreadsheet,
  slides: Presentation,
  archive: Archive,
  other: File,
};

export interface FileRowProps {
  media: Media;
  onCancel?: ((id: string) => void) | undefined;
  /** Beside its size, as who sent it and when. */
  more?: string | undefined;
}

/** The name of a file: its middle is cut where there is no room, its end never. `labelled`: what is around it says it. */
export function FileName({ name, labelled = false }: { name: string; labelled?: boolean }) {
  const [start, end] = nameParts(name);
  return (
    <bdi className={styles['name']} title={name}>
      {/* in one piece for screen readers */}
      {!labelled && <span className="visually-hidden">{name}</span>}
      <span className={styles['start']} aria-hidden="true">
        {start}
      </span>
      <span className={styles['ending']} aria-hidden="true">
        {end}
      </span>
    </bdi>
  );
}

/** A file that is not shown by itself: what it is, how large, and a way to save it. */
export function FileRow({ media, onCancel, more }: FileRowProps) {
  const t = useTranslate();
  const locale = useLocale();
  const upload = useUpload(media.id);
  const { name, state } = media;
  const kind = fileKindOf(media.contentType);
  const Icon = icons[kind];
  const problem = stateText(media, t);
  const isBad = state === 'blocked' || state === 'refused';
  const size = sizeText(media.size, locale);
  const saves = state === 'ready' && (upload === undefined || upload.state === 'done');
  const about = (
    <span className={styles['texts']}>
      <FileName name={name} labelled={saves} />
      <span className={classNames(styles['about'], isBad && styles['bad'])}>
        {problem ??
          (upload?.state === 'failed' || upload?.state === 'refused'
            ? t('media.failed')
            : [size, more].filter(Boolean).join(' · '))}
      </span>
    </span>
  );
  if (upload !== undefined && upload.state !== 'done') {
    const failed = upload.state === 'failed';
    const refused = upload.state === 'refused';
    return (
      <div className={styles['row']}>
        <span className={styles['icon']}>
          {!failed && !refused && <ProgressRing upload={upload} />}
          {failed ? (
            <button
              type="button"
              className={styles['control']}
              aria-label={t('media.retry', { name })}
              onClick={() => retryUpload(upload.id)}
            >
              <RotateCw size="1.25rem" aria-hidden="true" />
            </button>
          ) : (
            onCancel !== undefined && (
              <button
                type="button"
                className={styles['control']}
                aria-label={t(refused ? 'attach.remove' : 'media.cancel', { name })}
                onClick={() => onCancel(media.id)}
              >
                <X size="1.25rem" aria-hidden="true" />
              </button>
            )
          )}
        </span>
        {about}
      </div>
    );
  }
  if (state !== 'ready')
    return (
      <div className={styles['row']}>
        <span className={classNames(styles['icon'], isBad ? styles['badIcon'] : styles['quietIcon'])}>
          {isBad ? (
            <ShieldAlert size="1.375rem" aria-hidden="true" />
          ) : state === 'scanning' ? (
            <ShieldEllipsis size="1.375rem" aria-hidden="true" />
          ) : (
            <Icon size="1.375rem" aria-hidden="true" />
          )}
        </span>
        {about}
      </div>
    );
  return (
    <button
      type="button"
      className={classNames(styles['row'], styles['saves'])}
      onClick={() => void download(media)}
    >
      <span className="visually-hidden">{t('media.download', { name })}, </span>
      <span className={styles['icon']} data-kind={kind}>
        <Icon className={styles['kind']} size="1.375rem" aria-hidden="true" />
        <ArrowDownToLine className={styles['save']} size="1.25rem" aria-hidden="true" />
      </span>
      {about}
    </button>
  );
}
