import { useEffect, useState } from 'react';
import type { NotificationSettings, UpdateNotificationSettingsRequest } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { goBack } from '../navigation.ts';
import { useLoaded } from '../settings/use-loaded.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { Switch } from '../ui/switch.tsx';
import { showToast } from '../ui/toast.tsx';
import { DeviceRow } from './device-row.tsx';
import styles from './settings-dialog.module.css';

type QuietHours = NonNullable<NotificationSettings['quietHours']>;
type Day = NonNullable<QuietHours['days']>[number];

const choices = ['all', 'mentions', 'none'] as const;
const delays = ['off', '15m', '1h', '6h', '24h'] as const;
const days: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** A Monday. */
const someMonday = Date.UTC(2026, 0, 5);

const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const usualHours = (): QuietHours => ({ from: '22:00', to: '07:00', timeZone: ownTimeZone() });

const ask = () => client.notifications.settings();

/** What notifies the user on all of their devices; each choice holds at once. */
export default function NotificationSettingsDialog() {
  const t = useTranslate();
  const { value, setValue, error, load } = useLoaded(ask);
  useEffect(() => client.on('notification:settings', (settings) => setValue(() => settings)), [setValue]);

  function choose(changes: UpdateNotificationSettingsRequest): void {
    setValue((before) => before && applied(before, changes));
    client.notifications.update(changes).catch((failure: unknown) => {
      if (isSignedOut(failure)) return;
      showToast(explain(failure, t));
      // the choice is as it was
      load();
    });
  }

  return (
    <Dialog title={t('notifySettings.title')} back onClose={() => goBack('/settings')}>
      <div className={styles['body']} aria-busy={value === undefined && error === undefined}>
        <h3 className={styles['heading']}>{t('notifyDevice.title')}</h3>
        <DeviceRow />
        <h3 className={styles['heading']}>{t('notifySettings.everywhere')}</h3>
        {value === undefined && (error === undefined ? <Waiting /> : <Failed error={error} onRetry={load} />)}
        {value !== undefined && <Choices settings={value} onChoose={choose} />}
      </div>
    </Dialog>
  );
}

const applied = (
  { preview, direct, groups, sounds, quietHours, digest }: NotificationSettings,
  changes: UpdateNotificationSettingsRequest,
): NotificationSettings => ({
  preview: changes.preview ?? preview,
  direct: changes.direct ?? direct,
  groups: changes.groups ?? groups,
  sounds: changes.sounds ?? sounds,
  quietHours: changes.quietHours === undefined ? quietHours : changes.quietHours,
  digest: changes.digest ?? digest,
});

interface ChoicesProps {
  settings: NotificationSettings;
  onChoose: (changes: UpdateNotificationSettingsRequest) => void;
}

function Choices({ settings, onChoose }: ChoicesProps) {
  const t = useTranslate();
  const { direct, groups, preview, sounds, quietHours, digest } = settings;
  /** What they were before they were turned off. */
  const [last, setLast] = useState(quietHours);
  const options = choices.map((value) => ({ value, label: t(`notifySettings.${value}`) }));
  const turn = (on: boolean) => {
    if (quietHours !== null) setLast(quietHours);
    onChoose({ quietHours: on ? (last ?? usualHours()) : null });
  };
  return (
    <>
      <p className={styles['hint']}>{t('notifySettings.hint')}</p>
      <Select
        label={t('notifySettings.direct')}
        options={options}
        value={direct}
        onChange={(value) => onChoose({ direct: value })}
      />
      <Select
        label={t('notifySettings.groups')}
        options={options}
        value={groups}
        onChange={(value) => onChoose({ groups: value })}
      />
      <Switch
        label={t('notifySettings.preview')}
        hint={t('notifySettings.previewHint')}
        checked={preview === 'shown'}
        onChange={(shown) => onChoose({ preview: shown ? 'shown' : 'hidden' })}
      />
      <Switch
        label={t('notifySettings.sounds')}
        checked={sounds}
        onChange={(on) => onChoose({ sounds: on })}
      />
      <Switch
        label={t('notifySettings.quiet')}
        hint={t('notifySettings.quietHint')}
        checked={quietHours !== null}
        onChange={turn}
      />
      {quietHours !== null && (
        <Hours hours={quietHours} onChange={(changed) => onChoose({ quietHours: changed })} />
      )}
      {digest !== null && (
        <Select
          label={t('notifySettings.digest')}
          hint={t('notifySettings.digestHint')}
          options={delays.map((value) => ({ value, label: t(`notifySettings.digest.${value}`) }))}
          value={digest}
          onChange={(value) => onChoose({ digest: value })}
        />
      )}
    </>
  );
}

function Hours({ hours, onChange }: { hours: QuietHours; onChange: (hours: QuietHours) => void }) {
  const t = useTranslate();
  const locale = useLocale();
  const chosen = new Set(hours.days ?? days);
  const named = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const zones = [
    ...new Set([hours.timeZone, ownTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')]),
  ].sort();
  const toggle = (day: Day) => {
    const { days: _, ...rest } = hours;
    const next = days.filter((one) => chosen.has(one) !== (one === day));
    // none at all would be no quiet hours, which the switch above says
    if (next.length > 0) onChange(next.length === days.length ? rest : { ...rest, days: next });
  };
  return (
    <div className={styles['hours']}>
      <div className={styles['times']}>
        {(['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            type="time"
            required
            label={t(`notifySettings.${end}`)}
            value={hours[end]}
            onChange={({ target }) => {
              if (target.value !== '') onChange({ ...hours, [end]: target.value });
            }}
          />
        ))}
      </div>
      <fieldset className={styles['days']}>
        <legend className={styles['legend']}>{t('notifySettings.days')}</legend>
        {days.map((day, index) => (
          <label key={day} className={styles['day']}>
            <input
              type="checkbox"
              className={styles['box']}
              checked={chosen.has(day)}
              onChange={() => toggle(day)}
            />
            <span className={styles['face']}>{named.format(someMonday + index * 24 * 3600 * 1000)}</span>
          </label>
        ))}
      </fieldset>
      <Select
        label={t('notifySettings.timeZone')}
        options={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        value={hours.timeZone}
        onChange={(timeZone) => onChange({ ...hours, timeZone })}
      />
    </div>
  );
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslate();
  return (
    <div className={styles['failed']} role="alert">
      <p>{t('notifySettings.failed')}</p>
      <p>{explain(error, t)}</p>
      <Button onClick={onRetry}>{t('dialog.tryAgain')}</Button>
    </div>
  );
}

const Waiting = () => (
  <div aria-hidden="true">
    <AfterPatience>
      <Bone width={14} />
      <Bone width={18} />
      <Bone width={11} />
    </AfterPatience>
  </div>
);
