import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { isApple } from '../is-apple.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './settings-dialog.module.css';
import { useSettings } from './settings.ts';

const option = isApple ? '⌥' : 'Alt';

/** The keys of `chat/shortcuts.ts`, of the composer and of the list of messages. */
const keysOf = (
  enterSends: boolean,
  command: string,
  shift: string,
): readonly (readonly [MessageKey, readonly string[]])[] => [
  ['shortcuts.jump', [command, 'K']],
  ['shortcuts.search', [command, 'F']],
  ['shortcuts.next', [option, '↓']],
  ['shortcuts.previous', [option, '↑']],
  ['shortcuts.close', ['Esc']],
  ['shortcuts.send', enterSends ? ['Enter'] : [command, 'Enter']],
  ['shortcuts.newLine', enterSends ? [shift, 'Enter'] : ['Enter']],
  ['shortcuts.bold', [command, 'B']],
  ['shortcuts.italic', [command, 'I']],
  ['shortcuts.strike', [command, shift, 'X']],
  ['shortcuts.code', [command, 'E']],
  ['shortcuts.edit', ['↑']],
  ['shortcuts.messages', ['↑', '↓']],
  ['shortcuts.message', ['Enter']],
  ['shortcuts.reply', ['R']],
  ['shortcuts.save', ['S']],
  ['shortcuts.list', [command, '/']],
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const { enterSends } = useSettings();
  const command = isApple ? '⌘' : t('key.control');
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <div className={styles['body']} tabIndex={0} role="group" aria-label={t('shortcuts.title')}>
        <dl className={styles['keys']}>
          {keysOf(enterSends, command, t('key.shift')).map(([label, keys]) => (
            <div key={label} className={styles['key']}>
              <dt>{t(label)}</dt>
              <dd className={styles['combination']} dir="ltr">
                {keys.map((key) => (
                  <kbd key={key} className={styles['cap']}>
                    {key}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
