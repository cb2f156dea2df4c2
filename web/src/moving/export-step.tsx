import { useState, useSyncExternalStore } from 'react';
import { Check, FileDown, FolderDown, TriangleAlert } from 'lucide-react';
import { titleOf } from '../chat/conversation-title.ts';
import type { StepProps } from '../details/steps.tsx';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import { Switch } from '../ui/switch.tsx';
import { canSaveFiles, choosePlace } from './export-places.ts';
import styles from './export-step.module.css';
import {
  cancelExport,
  dismissExport,
  exportOf,
  onExports,
  startExport,
  type ExportState,
} from './exports.ts';

/** Saves a conversation as the user can read it: into a folder with its files, or a file. */
export function ExportStep({ conversation, ownId }: StepProps) {
  const { id } = conversation;
  const state = useSyncExternalStore(onExports, () => exportOf(id));
  const [withFiles, setWithFiles] = useState(canSaveFiles);
  const t = useTranslate();

  async function begin(): Promise<void> {
    try {
      const place = await choosePlace(titleOf(conversation, ownId), withFiles);
      if (place) await startExport(id, place);
    } catch (error) {
      report(error);
      showToast(t('export.noPlace'));
    }
  }
  const start = () => void begin();
  if (state?.status === 'running' || state?.status === 'waiting') {
    return <Running state={state} onCancel={() => cancelExport(id)} />;
  }
  if (state) return <Ended state={state} onAgain={start} onClose={() => dismissExport(id)} />;
  const Icon = withFiles ? FolderDown : FileDown;
  return (
    <div className={styles['step']}>
      <span className={styles['icon']} aria-hidden="true">
        <Icon size="2rem" />
      </span>
      <p className={styles['text']}>{t('export.text')}</p>
      {canSaveFiles() ? (
        <Switch
          label={t('export.withFiles')}
          hint={t(withFiles ? 'export.folderHint' : 'export.fileHint')}
          checked={withFiles}
          onChange={setWithFiles}
        />
      ) : (
        <p className={styles['hint']}>{t('export.noFiles')}</p>
      )}
      <Button kind="primary" wide onClick={start}>
        {t(withFiles ? 'export.chooseFolder' : 'export.save')}
      </Button>
    </div>
  );
}

function Running({ state, onCancel }: { state: ExportState; onCancel: () => void }) {
  const t = useTranslate();
  const { messages, part, status } = state;
  const percent = Math.floor(part * 100);
  return (
    <div className={styles['step']}>
      <p className={styles['title']} id="export-running">
        {t('export.running')}
      </p>
      <progress className={styles['bar']} max={100} value={percent} aria-labelledby="export-running" />
      <p className={styles['count']}>
        <span>{t('export.messages', { count: messages })}</span>
        <span>{percent} %</span>
      </p>
      <p className={styles['hint']} role="status">
        {t(status === 'waiting' ? 'export.waiting' : 'export.stay')}
      </p>
      <Button wide onClick={onCancel}>
        {t('dialog.cancel')}
      </Button>
    </div>
  );
}

interface EndedProps {
  state: ExportState;
  onAgain: () => void;
  onClose: () => void;
}

function Ended({ state, onAgain, onClose }: EndedProps) {
  const t = useTranslate();
  const { status, messages, error } = state;
  if (status === 'done') {
    return (
      <div className={styles['step']} role="status">
        <span className={styles['icon']} data-done="true" aria-hidden="true">
          <Check size="2rem" />
        </span>
        <p className={styles['title']}>{t('export.done')}</p>
        <p className={styles['text']}>{t('export.messages', { count: messages })}</p>
        <Button wide onClick={onClose}>
          {t('export.again')}
        </Button>
      </div>
    );
  }
  const texts = { 'too-large': 'export.tooLarge', 'wrong-place': 'export.wrongPlace' } as const;
  const reason =
    status === 'too-large' || status === 'wrong-place'
      ? t(texts[status])
      : error instanceof DOMException
        ? t('export.diskFailed')
        : explain(error, t);
  return (
    <div className={styles['step']} role="alert">
      <span className={styles['icon']} data-failed="true" aria-hidden="true">
        <TriangleAlert size="2rem" />
      </span>
      <p className={styles['title']}>{t('export.failed')}</p>
      <p className={styles['text']}>{reason}</p>
      {status === 'broken' && <p className={styles['hint']}>{t('export.goOnHint')}</p>}
      <Button kind="primary" wide onClick={status === 'broken' ? onAgain : onClose}>
        {t(status === 'broken' ? 'export.goOn' : 'dialog.back')}
      </Button>
    </div>
  );
}
