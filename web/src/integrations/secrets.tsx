import { useTranslate } from '../i18n/i18n.ts';
import { hookCommand } from './hook-command.ts';
import { Command, ShownOnce } from './shown-once.tsx';

/** The secret by which a server knows that a request comes from here. */
export function WebhookSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useTranslate();
  return (
    <ShownOnce
      title={t('webhooks.secretTitle')}
      text={t('webhooks.secretText')}
      secret={secret}
      copy={t('webhooks.copySecret')}
      warning={t('webhooks.secretWarning')}
      onDone={onDone}
    />
  );
}

/** The address to which programs post messages. */
export function HookAddress({ url, onDone }: { url: string; onDone: () => void }) {
  const t = useTranslate();
  return (
    <ShownOnce
      title={t('hooks.addressTitle')}
      text={t('hooks.addressText')}
      secret={url}
      copy={t('hooks.copyAddress')}
      warning={t('hooks.addressWarning')}
      onDone={onDone}
    >
      <Command label={t('hooks.try')} text={hookCommand(url, t('hooks.tryText'))} />
    </ShownOnce>
  );
}
