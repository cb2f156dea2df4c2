import { useState } from 'react';
import { Monitor, Smartphone } from 'lucide-react';
import type { Session } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { lastUsed, longDate } from '../format/time.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { goBack } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import styles from './account.module.css';
import { useDevices } from './use-devices.ts';

const close = () => goBack('/settings');

/** The devices that are signed in: this one, then the others, each with a way to sign it out. */
export function DevicesDialog() {
  const t = useTranslate();
  const { devices, failed, reload, end } = useDevices();
  const [asked, setAsked] = useState<Session | 'others'>();
  const others = devices?.filter(({ current }) => !current) ?? [];
  const own = devices?.filter(({ current }) => current) ?? [];
  return (
    <>
      <Dialog title={t('account.devices')} back onClose={close}>
        <div className={styles['body']} aria-busy={devices === undefined && !failed}>
          {devices === undefined && (failed ? <Failed onRetry={reload} /> : <Loading />)}
          {own.length > 0 && <Group title={t('devices.this')} devices={own} />}
          {devices !== undefined && others.length === 0 && (
            <p className={styles['text']}>{t('devices.none')}</p>
          )}
          {others.length > 0 && <Group title={t('devices.others')} devices={others} onEnd={setAsked} />}
          {others.length > 1 && (
            <Button kind="ghost" wide className={styles['endAll'] ?? ''} onClick={() => setAsked('others')}>
              {t('devices.endAll')}
            </Button>
          )}
        </div>
      </Dialog>
      {asked !== undefined && <ConfirmEnd asked={asked} end={end} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface GroupProps {
  title: string;
  devices: readonly Session[];
  onEnd?: (device: Session) => void;
}

function Group({ title, devices, onEnd }: GroupProps) {
  return (
    <section className={styles['group']} aria-label={title}>
      <h3 className={styles['legend']}>{title}</h3>
      <ul className={styles['devices']}>
        {devices.map((device) => (
          <Device key={device.id} device={device} onEnd={onEnd} />
        ))}
      </ul>
    </section>
  );
}

const isPhone = /\b(android|ios|ipados)\b/i;

function Device({ device, onEnd }: { device: Session; onEnd: GroupProps['onEnd'] }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const name = device.device || t('devices.unknown');
  const Icon = isPhone.test(device.device) ? Smartphone : Monitor;
  return (
    <li className={styles['device']}>
      <span className={styles['deviceIcon']} aria-hidden="true">
        <Icon size="1.25rem" />
        {device.connected && <span className={styles['dot']} />}
      </span>
      <span className={styles['deviceText']}>
        <span className={styles['deviceName']}>{name}</span>
        <span className={styles['deviceNote']}>
          {device.connected ? t('devices.connected') : lastUsed(device.lastUsedAt, now, locale, t)}
        </span>
        <span className={styles['deviceNote']}>
          {t('devices.since', { day: longDate(device.createdAt, locale) })}
        </span>
      </span>
      {onEnd && (
        <Button
          kind="ghost"
          className={classNames(styles['end'])}
          aria-label={t('devices.endLabel', { device: name })}
          onClick={() => onEnd(device)}
        >
          {t('devices.end')}
        </Button>
      )}
    </li>
  );
}

interface ConfirmEndProps {
  asked: Session | 'others';
  end: (id?: string) => Promise<void>;
  onClose: () => void;
}

/** Asks first: what is signed out needs the password to come back. */
function ConfirmEnd({ asked, end, onClose }: ConfirmEndProps) {
  const t = useTranslate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const all = asked === 'others';

  async function confirm(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await end(all ? undefined : asked.id);
      onClose();
    } catch (error) {
      setProblem(explain(error, t));
      setBusy(false);
    }
  }

  const title = all
    ? t('devices.endAllTitle')
    : t('devices.endTitle', { device: asked.device || t('devices.unknown') });
  return (
    <Dialog
      title={title}
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="danger" busy={busy} onClick={() => void confirm()}>
            {t('devices.end')}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <p className={styles['text']}>{t(all ? 'devices.endAllText' : 'devices.endText')}</p>
        <Problem>{problem}</Problem>
      </div>
    </Dialog>
  );
}

const Loading = () => (
  <AfterPatience>
    {[12, 14, 11].map((width) => (
      <div key={width} className={styles['loading']}>
        <Bone width={2.5} height={2.5} round />
        <div className={styles['bones']}>
          <Bone width={width} />
          <Bone width={width - 4} />
        </div>
      </div>
    ))}
  </AfterPatience>
);

function Failed({ onRetry }: { onRetry: () => void }) {
  const t = useTranslate();
  return (
    <>
      <p className={styles['text']} role="alert">
        {t('devices.failed')}
      </p>
      <Button onClick={onRetry}>{t('dialog.tryAgain')}</Button>
    </>
  );
}
