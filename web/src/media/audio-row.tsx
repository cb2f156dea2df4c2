import { Pause, Play, RotateCw, ShieldAlert, ShieldEllipsis, X } from 'lucide-react';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './audio-row.module.css';
import { durationText } from '../format/duration.ts';
import { sizeText } from './file-facts.ts';
import { FileName } from './file-row.tsx';
import { localFile } from './local-files.ts';
import { isVoice, type Media } from './model.ts';
import { nextSpeed, seekPlayback, togglePlayback, usePlace, usePlayback, useSpeed } from './player.ts';
import { ProgressRing } from './progress-ring.tsx';
import { stateText } from './state-text.ts';
import { retryUpload } from './upload-files.ts';
import { useUpload, type Upload } from './uploads.ts';
import { useAddresses } from './use-addresses.ts';
import { Waveform } from './waveform.tsx';

export interface AudioRowProps {
  media: Media;
  onCancel?: ((id: string) => void) | undefined;
}

/** A voice note with its waveform, or an audio file with its name: played in place. */
export function AudioRow({ media, onCancel }: AudioRowProps) {
  const t = useTranslate();
  const locale = useLocale();
  const upload = useUpload(media.id);
  const local = localFile(media.id);
  const addresses = useAddresses(local === undefined ? media : undefined);
  const playback = usePlayback(media.id);
  const at = usePlace(media.id);
  const speed = useSpeed();
  const { waveform, durationSeconds = 0, name } = media;
  const url = local?.url ?? addresses?.original;
  const underWay = upload !== undefined && upload.state !== 'done';
  const isBad = media.state === 'blocked' || media.state === 'refused';
  const isShut = isBad || media.state === 'scanning';
  const voice = isVoice(media);
  const played = durationSeconds > 0 ? Math.min(1, at / durationSeconds) : 0;
  const begun = at > 0 || playback !== undefined;
  const time = begun ? durationText(at) : durationText(durationSeconds);
  const label = voice ? t('media.voice') : name;
  const about = () => {
    if (isShut) return stateText(media, t);
    if (playback?.failed === true) return t('media.cannotPlay');
    if (upload?.state === 'failed' || upload?.state === 'refused') return t('media.failed');
    return voice || begun ? time : `${time} · ${sizeText(media.size, locale)}`;
  };
  const seek = (
    <input
      className={styles['range']}
      type="range"
      min={0}
      max={Math.max(durationSeconds, 0.1)}
      step={0.1}
      value={Math.min(at, durationSeconds)}
      disabled={url === undefined}
      aria-label={`${label}, ${t('media.seek')}`}
      aria-valuetext={t('media.position', { at: durationText(at), whole: durationText(durationSeconds) })}
      onChange={({ target }) => seekPlayback(media.id, Number(target.value))}
    />
  );
  return (
    <div className={styles['row']} role="group" aria-label={label}>
      {underWay ? (
        <Transfer upload={upload} onCancel={onCancel} />
      ) : (
        <button
          type="button"
          className={classNames(styles['button'], isBad ? styles['badButton'] : isShut && styles['quiet'])}
          aria-label={`${t(playback?.playing === true ? 'media.pause' : 'media.play')}: ${label}`}
          disabled={isShut || url === undefined}
          onClick={() => url !== undefined && togglePlayback(media.id, url)}
        >
          <Glyph state={media.state} playing={playback?.playing === true} />
        </button>
      )}
      <div className={styles['middle']}>
        {isShut ? (
          <FileName name={label} />
        ) : voice ? (
          <div className={styles['wave']}>
            <Waveform peaks={waveform ?? []} played={played} />
            {seek}
          </div>
        ) : (
          <>
            <FileName name={name} />
            {begun && (
              <div className={styles['bar']}>
                <span className={styles['filled']} style={{ inlineSize: `${played * 100}%` }} />
                {seek}
              </div>
            )}
          </>
        )}
        <span className={classNames(styles['about'], (isBad || playback?.failed) && styles['bad'])}>
          {about()}
        </span>
      </div>
      {begun && !isShut && (
        <button
          type="button"
          className={styles['speed']}
          aria-label={t('media.speed', { speed: `${speed}×` })}
          onClick={nextSpeed}
        >
          {`${speed}×`}
        </button>
      )}
    </div>
  );
}

function Glyph({ state, playing }: { state: string; playing: boolean }) {
  if (state === 'blocked' || state === 'refused') return <ShieldAlert size="1.375rem" aria-hidden="true" />;
  if (state === 'scanning') return <ShieldEllipsis size="1.375rem" aria-hidden="true" />;
  const Icon = playing ? Pause : Play;
  return <Icon size="1.25rem" fill="currentColor" strokeWidth={playing ? 0.5 : 2} aria-hidden="true" />;
}

/** In the place of the button that plays, while the file is on its way. */
function Transfer({ upload, onCancel }: { upload: Upload; onCancel: AudioRowProps['onCancel'] }) {
  const t = useTranslate();
  const { name } = upload.media;
  if (upload.state === 'failed')
    return (
      <button
        type="button"
        className={styles['button']}
        aria-label={t('media.retry', { name })}
        onClick={() => retryUpload(upload.id)}
      >
        <RotateCw size="1.25rem" aria-hidden="true" />
      </button>
    );
  return (
    <span className={styles['button']}>
      {upload.state !== 'refused' && <ProgressRing upload={upload} />}
      {onCancel !== undefined && (
        <button
          type="button"
          className={styles['cancel']}
          aria-label={t(upload.state === 'refused' ? 'attach.remove' : 'media.cancel', { name })}
          onClick={() => onCancel(upload.id)}
        >
          <X size="1.25rem" aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
