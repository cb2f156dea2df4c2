import { useEffect, useState, type RefObject } from 'react';
import { Upload as UploadIcon } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast.tsx';
import { addFiles } from './add-files.ts';
import styles from './drop-zone.module.css';
import { mostAttachments } from './limits.ts';

export interface DropZoneProps {
  /** Whose tray takes them: a conversation's, or that of a thread in it. */
  place: string;
  /** What files are dropped on. */
  target: RefObject<HTMLElement | null>;
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/** Folders come as files that cannot be read. */
const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory === true;

/** Takes files that are dropped on a conversation or a thread; what lies over it says so. Elsewhere a drop would leave the page. */
export default function DropZone({ place, target }: DropZoneProps) {
  const t = useTranslate();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    /** Enters and leaves of the elements inside come in pairs. */
    let depth = 0;
    const zone = target.current;
    zone?.addEventListener(
      'dragenter',
      (event) => {
        if (!hasFiles(event)) return;
        depth += 1;
        setOver(true);
      },
      { signal },
    );
    zone?.addEventListener(
      'dragleave',
      (event) => {
        if (!hasFiles(event)) return;
        depth -= 1;
        if (depth <= 0) setOver(false);
      },
      { signal },
    );
    addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault(), { signal });
    addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth = 0;
        setOver(false);
        const inside = event.target instanceof Node && zone?.contains(event.target) === true;
        if (!inside || event.dataTransfer === null) return;
        const { items } = event.dataTransfer;
        if ([...items].some(isFolder)) showToast(t('attach.folder'));
        const files = [...items].flatMap((item) => (isFolder(item) ? [] : (item.getAsFile() ?? [])));
        addFiles(place, files);
      },
      { signal },
    );
    return () => end.abort();
  }, [place, target, t]);
  return (
    over && (
      <div className={styles['zone']} aria-hidden="true">
        <div className={styles['card']}>
          <UploadIcon size="2rem" strokeWidth={1.75} />
          <p className={styles['title']}>{t('attach.drop')}</p>
          <p className={styles['text']}>{t('attach.dropText', { most: mostAttachments })}</p>
        </div>
      </div>
    )
  );
}
