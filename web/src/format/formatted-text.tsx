import { Fragment, lazy, memo, Suspense, useState, type MouseEvent, type ReactNode } from 'react';
import type { Entity } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { loadPart } from '../lazy-part.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './formatted-text.module.css';
import { LinkedText } from './links.tsx';
import { textParts, type Entities, type TextPart } from './text-parts.ts';

export interface FormattedTextProps {
  text: string;
  entities: Entities;
  /** Whether Tab stops at what is in it. */
  reachable?: boolean;
}

/**
 * A text with its parts as elements. What stands in the text is never markup, and addresses that no entity names become links. A part of a type
 * that this version does not know is plain.
 */
export const FormattedText = memo(function FormattedText({
  text,
  entities,
  reachable = true,
}: FormattedTextProps): ReactNode {
  if (entities === undefined || entities.length === 0) return <LinkedText text={text} />;
  return <Parts parts={textParts(text, entities)} reachable={reachable} />;
});

interface PartsProps {
  parts: readonly TextPart[];
  reachable: boolean;
  /** Whether it stands in a link: then nothing in it is one. */
  inLink?: boolean;
}

const Parts = ({ parts, reachable, inLink = false }: PartsProps) =>
  parts.map((part, index) =>
    part.entity === undefined ? (
      <Fragment key={index}>{inLink ? part.text : <LinkedText text={part.text} />}</Fragment>
    ) : (
      <Part key={index} part={part} entity={part.entity} reachable={reachable} inLink={inLink} />
    ),
  );

interface PartProps extends Omit<PartsProps, 'parts'> {
  part: TextPart;
  entity: Entity;
}

function Part({ part, entity, reachable, inLink = false }: PartProps): ReactNode {
  const within = inLink || entity.type === 'link';
  const inner = <Parts parts={part.within} reachable={reachable} inLink={within} />;
  switch (entity.type) {
    case 'bold':
      return <strong className={styles['bold']}>{inner}</strong>;
    case 'italic':
      return <em>{inner}</em>;
    case 'strike':
      return <s>{inner}</s>;
    case 'code':
      return (
        <code className={styles['code']} dir="ltr">
          {part.text}
        </code>
      );
    case 'pre':
      return (
        // what scrolls needs the keyboard
        <pre
          className={styles['pre']}
          dir="ltr"
          tabIndex={reachable ? 0 : -1}
          data-language={entity.language}
        >
          <code>{part.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote className={styles['quote']} dir="auto">
          {inner}
        </blockquote>
      );
    case 'spoiler':
      return (
        <Spoiler text={part.text} reachable={reachable}>
          {inner}
        </Spoiler>
      );
    case 'link':
      return (
        <SafeLink url={entity.url} text={part.text}>
          {inner}
        </SafeLink>
      );
    case 'mention':
      return <Mention text={part.text} entity={entity} reachable={reachable} />;
    default:
      return inner;
  }
}

const schemes: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/** A link whose text another user chose: where it really leads is its title. */
function SafeLink({
  url = '',
  text,
  children,
}: {
  url?: string | undefined;
  text: string;
  children: ReactNode;
}) {
  if (!URL.canParse(url) || !schemes.has(new URL(url).protocol)) return text;
  const { href } = new URL(url);
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
      {children}
    </a>
  );
}

/** Hidden until it is asked for. */
function Spoiler({ text, reachable, children }: { text: string; reachable: boolean; children: ReactNode }) {
  const t = useTranslate();
  const [shown, setShown] = useState(false);
  if (shown) return <span className={styles['revealed']}>{children}</span>;
  const show = (event: MouseEvent<HTMLElement>) => {
    // the button is gone then, and the keyboard goes on from the message
    event.currentTarget.closest<HTMLElement>('article')?.focus({ preventScroll: true });
    setShown(true);
  };
  return (
    <button
      type="button"
      className={styles['spoiler']}
      tabIndex={reachable ? 0 : -1}
      aria-label={t('message.spoiler')}
      onClick={show}
    >
      <span aria-hidden="true">{text}</span>
    </button>
  );
}

const OpenPerson = lazy(() => loadPart<{ userId: string }>(() => import('../people/open-person.tsx')));

/** A user who is mentioned, to whom it leads; or all members. */
function Mention({
  text,
  entity: { userId, target },
  reachable,
}: {
  text: string;
  entity: Entity;
  reachable: boolean;
}) {
  const session = useSession();
  /** How often it was asked for: each time it leads there anew. */
  const [asked, setAsked] = useState(0);
  const own = userId === session.userId || target !== undefined;
  const look = classNames(styles['mention'], own && styles['own']);
  if (userId === undefined || userId === session.userId) return <bdi className={look}>{text}</bdi>;
  return (
    <>
      <button
        type="button"
        className={look}
        tabIndex={reachable ? 0 : -1}
        onClick={() => setAsked((before) => before + 1)}
      >
        <bdi>{text}</bdi>
      </button>
      {asked > 0 && (
        <Suspense>
          <OpenPerson key={asked} userId={userId} />
        </Suspense>
      )}
    </>
  );
}
