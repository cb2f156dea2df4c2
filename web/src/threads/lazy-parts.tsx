import { lazy, Suspense, type ComponentType } from 'react';
import type { ConversationItem, Message, MessageItem } from '../../../client/index.ts';
import { lazyPart, loadPart, type LoadPart } from '../lazy-part.ts';
import styles from './rooms.module.css';

/** Where it cannot be loaded, the page does without. */
const optional = <Props,>(load: LoadPart<Props>) =>
  lazy(() => loadPart(load).catch((): { default: ComponentType<Props> } => ({ default: () => null })));

const loadQuote = () => import('./message-quote.tsx');
const loadLine = () => import('./thread-line.tsx');
const loadForwarded = () => import('../forwarding/forwarded-line.tsx');
const loadGestures = () => import('./reply-gestures.tsx');
const loadBar = () => import('./reply-bar.tsx');

const LazyQuote = lazyPart(loadQuote);
const LazyLine = lazyPart(loadLine);
const LazyForwarded = lazyPart(loadForwarded);

export const ReplyGestures = optional(loadGestures);
export const ReplyBar = optional(loadBar);
export const BackButton = optional(() => import('./back-button.tsx'));
export const ThreadsEntry = optional(() => import('./threads-entry.tsx'));

interface QuoteProps {
  /** Whether Tab stops there: where the message has the focus. */
  reachable: boolean;
  item: MessageItem;
  replyTo: string;
  conversation: ConversationItem;
}

/** What a message replies to. Its room is there at once, so that no text below it moves. */
export const MessageQuote = (props: QuoteProps) => (
  <Suspense fallback={<div className={styles['quote']} />}>
    <LazyQuote {...props} />
  </Suspense>
);

/** The way to the replies to a message, in a room that is there at once. */
export const ThreadLine = (props: {
  message: Message;
  conversation: ConversationItem;
  reachable: boolean;
}) => (
  <Suspense fallback={<div className={styles['line']} />}>
    <LazyLine {...props} />
  </Suspense>
);

/** Where a message comes from, in a room that is there at once. */
export const ForwardedLine = ({ forwarded }: Required<Pick<Message, 'forwarded'>>) =>
  forwarded && (
    <Suspense fallback={<div className={styles['forwarded']} />}>
      <LazyForwarded forwarded={forwarded} />
    </Suspense>
  );

/** Once the page is at rest, so that they show at once, also offline. */
export function loadThreadPartsAhead(): void {
  // what does not come now is asked for again when it is needed
  for (const load of [loadQuote, loadLine, loadForwarded, loadGestures, loadBar] as LoadPart<never>[])
    loadPart(load).catch(() => undefined);
}
