import { useEffect, useRef, type ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { goBack } from '../navigation.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './frame.module.css';

export interface FrameProps {
  title: string;
  text?: ReactNode;
  /** A picture of what has happened, above the title. */
  icon?: ReactNode;
  /** Whether there is a way back to the first screen. */
  back?: boolean;
  /** The way back to a step before, in its place. */
  onBack?: () => void;
  children: ReactNode;
}

/** A step on the way in: one column, with its heading. The heading has the focus, unless a field of the step takes it. */
export function Frame({ title, text, icon, back = false, onBack, children }: FrameProps) {
  const t = useTranslate();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body)
      heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main className={styles['screen']}>
      <title>{`${title} · ${t('app.name')}`}</title>
      <div className={styles['column']}>
        {(back || onBack !== undefined) && (
          <div className={styles['back']}>
            <IconButton label={t('dialog.back')} onClick={onBack ?? (() => goBack('/'))}>
              <ArrowLeft size="1.25rem" />
            </IconButton>
          </div>
        )}
        <header className={styles['heading']}>
          {icon !== undefined && (
            <span className={styles['icon']} aria-hidden="true">
              {icon}
            </span>
          )}
          <h1 ref={heading} className={styles['title']} tabIndex={-1}>
            {title}
          </h1>
          {text !== undefined && <p className={styles['text']}>{text}</p>}
        </header>
        {children}
      </div>
    </main>
  );
}

/** What keeps a form from going on, in one sentence. */
export const Problem = ({ children }: { children: string | undefined }) => (
  // always there, so that screen readers notice what appears in it
  <div role="alert">{children !== undefined && <p className={styles['problem']}>{children}</p>}</div>
);
