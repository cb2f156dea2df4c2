import { useRef } from 'react';
import { File as FileIcon, Image as ImageIcon, Paperclip } from 'lucide-react';
import { contentIcons } from '../contents/content-icon.tsx';
import type { ContentKind } from '../contents/new-content.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { addFiles } from './add-files.ts';
import styles from './attach-button.module.css';
import { visualTypes } from './limits.ts';

export interface AttachButtonProps {
  /** Something is to be sent that is neither a text nor a file. */
  onContent: (kind: ContentKind) => void;
  conversationId: string;
  /** After something was picked. */
  onDone: () => void;
}

const contentKinds: readonly ContentKind[] = ['poll', 'location', 'contact'];

/** The paperclip: photos and videos, as a phone offers them, any file, or what is no text. */
export default function AttachButton({ conversationId, onContent, onDone }: AttachButtonProps) {
  const t = useTranslate();
  const visual = useRef<HTMLInputElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    addFiles(conversationId, [...(input.files ?? [])]);
    // the same file can be picked again
    input.value = '';
    onDone();
  };
  const inputs = [
    { ref: visual, accept: visualTypes, label: t('attach.visual') },
    { ref: file, accept: undefined, label: t('attach.file') },
  ];
  return (
    <>
      <Menu
        align="start"
        trigger={
          <IconButton label={t('attach.label')} className={styles['button']}>
            <Paperclip size="1.25rem" />
          </IconButton>
        }
        items={[
          {
            label: t('attach.visual'),
            icon: <ImageIcon size="1.125rem" aria-hidden="true" />,
            onSelect: () => visual.current?.click(),
          },
          {
            label: t('attach.file'),
            icon: <FileIcon size="1.125rem" aria-hidden="true" />,
            onSelect: () => file.current?.click(),
          },
          ...contentKinds.map((kind) => {
            const Icon = contentIcons[kind] ?? FileIcon;
            return {
              label: t(`content.${kind}`),
              icon: <Icon size="1.125rem" aria-hidden="true" />,
              onSelect: () => onContent(kind),
            };
          }),
        ]}
      />
      {inputs.map(({ ref, accept, label }) => (
        <input
          key={label}
          ref={ref}
          type="file"
          multiple
          hidden
          accept={accept}
          aria-label={label}
          onChange={({ target }) => take(target)}
        />
      ))}
    </>
  );
}
