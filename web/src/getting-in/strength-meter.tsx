import { useTranslate } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import type { Strength } from './password-strength.ts';
import styles from './register-screen.module.css';

const looks = ['weak', 'weak', 'fair', 'good', 'good'] as const;

/** How strong a password is, in words and as four bars. */
export function StrengthMeter({ strength }: { strength: Strength }) {
  const t = useTranslate();
  return (
    <span className={classNames(styles['strength'], styles[looks[strength]])}>
      <span role="status">{t(`register.strength.${strength}`)}</span>
      <span className={styles['bars']} aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <span
            key={bar}
            className={classNames(styles['bar'], Math.max(strength, 1) >= bar && styles['on'])}
          />
        ))}
      </span>
    </span>
  );
}
