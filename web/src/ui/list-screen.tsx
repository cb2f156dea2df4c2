import { useEffect, useRef, type ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { goBack } from '../navigation.ts';
import { Button, IconButton } from './button.tsx';
import styles from './list-screen.module.css';

export interface ListScreenProps {
  title: string;
  busy?: boolean;
  /** What can be done with all of it, beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A list in the place of a conversation, with its title above it, and the way back where there is nothing beside it. */
export function ListScreen({ title, busy, actions, children }: ListScreenProps) {
  const t = useTranslate();
  const beside = useMediaQuery(queries.beside);
  const Heading = beside ? 'h2' : 'h1';
  return (
    <section className={styles['screen']} aria-label={title}>
      <header className={styles['header']}>
        {!beside && (
          <IconButton label={t('conversation.back')} onClick={() => goBack('/')}>
            <ArrowLeft size="1.375rem" className={styles['arrow']} />
          </IconButton>
        )}
        <Heading className={styles['title']}>{title}</Heading>
        {actions}
      </header>
      <div className={styles['scroller']} data-scroller aria-busy={busy}>
        {children}
      </div>
    </section>
  );
}

/** Why a list could not be loaded, and another try. */
export function ListTrouble({ text, error, onRetry }: { text: string; error: unknown; onRetry: () => void }) {
  const t = useTranslate();
  return (
    <div className={styles['end']} role="alert">
      <p>{text}</p>
      <p>{explain(error, t)}</p>
      <Button onClick={onRetry}>{t('dialog.tryAgain')}</Button>
    </div>
  );
}

/** At the end of a list: it loads more once it is in sight. */
export function More({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const t = useTranslate();
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });
  useEffect(() => {
    const { current } = ref;
    if (current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current();
      },
      { rootMargin: '400px' },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={ref} className={styles['end']}>
      <Button kind="ghost" busy={busy} onClick={onMore}>
        {t('threads.more')}
      </Button>
    </div>
  );
}
