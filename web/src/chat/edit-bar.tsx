import { useEffect } from 'react';
import { Pencil, X } from 'lucide-react';
import type { MessageItem } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './edit-bar.module.css';
import { dropEdit, endEdit, type Edit } from './editing.ts';

export interface EditBarProps {
  place: string;
  edit: Edit;
  items: readonly MessageItem[];
}

/** Above the composer while a message is edited: what it says, why the new text was refused, and the way out. */
export default function EditBar({ place, edit, items }: EditBarProps) {
  const t = useTranslate();
  const isDeleted = items.some(
    (item) => item.kind === 'stored' && item.seq === edit.seq && item.message.deletedAt !== null,
  );
  useEffect(() => {
    if (!isDeleted) return;
    dropEdit(place);
    showToast(t('editing.deleted'));
  }, [isDeleted, place, t]);
  return (
    <div className={styles['bar']}>
      <Pencil size="1.125rem" aria-hidden="true" className={styles['icon']} />
      <div className={styles['texts']}>
        <p className={styles['title']}>{t('editing.title')}</p>
        <p className={styles['original']} dir="auto">
          {edit.original}
        </p>
        {/* always there, so that screen readers notice what appears in it */}
        <div role="alert">
          {edit.error !== undefined && <p className={styles['problem']}>{explain(edit.error, t)}</p>}
        </div>
      </div>
      <IconButton label={t('editing.cancel')} onClick={() => endEdit(place)}>
        <X size="1.25rem" aria-hidden="true" />
      </IconButton>
    </div>
  );
}
