import { useEffect, useState } from 'react';
import Cropper, { type Area } from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import { ZoomIn, ZoomOut } from 'lucide-react';
import { hasCode } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { keepLocalFile } from '../media/local-files.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { cropped } from './cropped.ts';
import styles from './crop-dialog.module.css';

export interface CropDialogProps {
  file: File;
  /** Gets the id of the uploaded picture. */
  onDone: (mediaId: string) => void;
  onClose: () => void;
}

const mostZoom = 5;

/** The square part of a picture that stands for a user or a group: moved and enlarged, then uploaded. */
export default function CropDialog({ file, onDone, onClose }: CropDialogProps) {
  const t = useTranslate();
  const locale = useLocale();
  const client = useClient();
  const [url, setUrl] = useState<string>();
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [area, setArea] = useState<Area>();
  const [progress, setProgress] = useState<number>();
  const [problem, setProblem] = useState<string>();
  const [upload] = useState(() => new AbortController());

  useEffect(() => {
    const made = URL.createObjectURL(file);
    // an address is made once it is shown, and goes with it
    // eslint-disable-next-line react-hooks/set-state-in-effect -- as above
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);

  async function use(): Promise<void> {
    if (url === undefined || area === undefined) return;
    setProblem(undefined);
    setProgress(0);
    try {
      const picture = await cropped(url, area);
      const media = await client.upload(picture, {
        purpose: 'avatar',
        name: picture.name,
        contentType: picture.type,
        signal: upload.signal,
        onProgress: (sent, total) => setProgress(sent / total),
      });
      keepLocalFile(media.id, { url: URL.createObjectURL(picture) });
      onDone(media.id);
    } catch (error) {
      setProgress(undefined);
      if (!hasCode(error, 'aborted')) setProblem(explain(error, t));
    }
  }

  function close(): void {
    upload.abort();
    onClose();
  }

  const busy = progress !== undefined;
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  return (
    <Dialog
      title={t('crop.title')}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('dialog.cancel')}</Button>
          <Button kind="primary" busy={busy} onClick={() => void use()}>
            {t('crop.use')}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <div className={styles['area']}>
          {url !== undefined && (
            <Cropper
              image={url}
              crop={crop}
              zoom={zoom}
              maxZoom={mostZoom}
              aspect={1}
              cropShape="round"
              showGrid={false}
              disableAutomaticStylesInjection
              cropperProps={{ role: 'group', 'aria-label': t('crop.area') }}
              mediaProps={{ alt: '', onError: () => setProblem(t('crop.unreadable')) }}
              onCropChange={setCrop}
              onZoomChange={setZoom}
              onCropComplete={(_percent, pixels) => setArea(pixels)}
            />
          )}
        </div>
        <label className={styles['zoom']}>
          <ZoomOut size="1.125rem" aria-hidden="true" />
          <span className="visually-hidden">{t('crop.zoom')}</span>
          <input
            type="range"
            min={1}
            max={mostZoom}
            step={0.05}
            value={zoom}
            aria-valuetext={percent.format(zoom)}
            // in a form, such as the profile, this would send it
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
            onChange={({ target }) => setZoom(Number(target.value))}
          />
          <ZoomIn size="1.125rem" aria-hidden="true" />
        </label>
        {busy && (
          <progress className={styles['progress']} aria-label={t('crop.use')} max={1} value={progress} />
        )}
        <Problem>{problem}</Problem>
      </div>
    </Dialog>
  );
}
