import { useState, type ClipboardEvent } from 'react';
import { LocateFixed } from 'lucide-react';
import type { SharedLocation } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { currentPlace, PlaceError, readDegrees, readPair, type PlaceProblem } from './location.ts';
import styles from './new-content.module.css';

const mostCharacters = 200;
/** As precise as a metre. */
const digits = 5;

/** A place to send: where the device is, if the user lets it say that, or one that is typed. */
export function NewLocation({
  onSend,
  onClose,
}: {
  onSend: (location: SharedLocation) => void;
  onClose: () => void;
}) {
  const t = useTranslate();
  const [typed, setTyped] = useState({ latitude: '', longitude: '' });
  const [accuracy, setAccuracy] = useState<number>();
  const [label, setLabel] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<PlaceProblem>();
  const latitude = readDegrees(typed.latitude, 90);
  const longitude = readDegrees(typed.longitude, 180);
  const ready = latitude !== undefined && longitude !== undefined;

  async function locate(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const place = await currentPlace();
      setTyped({ latitude: place.latitude.toFixed(digits), longitude: place.longitude.toFixed(digits) });
      setAccuracy(place.accuracy);
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      setProblem(error.problem);
    } finally {
      setBusy(false);
    }
  }

  const type = (name: keyof typeof typed, text: string) => {
    setTyped({ ...typed, [name]: text });
    setAccuracy(undefined);
  };
  const pasted = (event: ClipboardEvent) => {
    const pair = readPair(event.clipboardData.getData('text/plain'));
    if (pair === undefined) return;
    event.preventDefault();
    setTyped({ latitude: pair[0], longitude: pair[1] });
    setAccuracy(undefined);
  };
  const submit = () => {
    if (!ready) return;
    const name = label.trim();
    onSend({
      latitude,
      longitude,
      ...(accuracy !== undefined && { accuracy: Math.min(accuracy, 100_000) }),
      ...(name !== '' && { label: name }),
    });
  };
  const errorOf = (text: string, degrees: number | undefined, most: number) =>
    text.trim() !== '' && degrees === undefined ? t('location.invalid', { most }) : undefined;

  return (
    <Dialog
      title={t('location.new')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" disabled={!ready} onClick={submit}>
            {t('composer.send')}
          </Button>
        </>
      }
    >
      <form
        className={styles['body']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Button wide busy={busy} onClick={() => void locate()}>
          <LocateFixed size="1.125rem" aria-hidden="true" />
          {t('location.current')}
        </Button>
        <p className={styles['note']} data-problem={problem !== undefined} role="status">
          {problem !== undefined
            ? t(`location.${problem}`)
            : accuracy !== undefined
              ? t('location.accuracy', { metres: Math.max(1, Math.round(accuracy)) })
              : t('location.hint')}
        </p>
        <div className={styles['pair']}>
          <TextField
            label={t('location.latitude')}
            inputMode="text"
            placeholder="52.50370"
            autoComplete="off"
            maxLength={40}
            value={typed.latitude}
            error={errorOf(typed.latitude, latitude, 90)}
            onPaste={pasted}
            onChange={({ target }) => type('latitude', target.value)}
          />
          <TextField
            label={t('location.longitude')}
            inputMode="text"
            placeholder="13.33150"
            autoComplete="off"
            maxLength={40}
            value={typed.longitude}
            error={errorOf(typed.longitude, longitude, 180)}
            onPaste={pasted}
            onChange={({ target }) => type('longitude', target.value)}
          />
        </div>
        <TextField
          label={t('location.label')}
          maxLength={mostCharacters}
          dir="auto"
          value={label}
          onChange={({ target }) => setLabel(target.value)}
        />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
