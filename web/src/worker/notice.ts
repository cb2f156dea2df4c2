import type { NewPush } from '../../../client/push/index.ts';
import { notificationPath } from '../paths.ts';
import type { NoticeOptions } from './scope.ts';
import type { NoticeTexts } from './texts.ts';

/** What the system keeps with a notice: where it leads, and nothing of what was written. */
export interface NoticeData {
  recipientId: string;
  /** The id of the notification. */
  id: string;
  createdAt: string;
  path: string;
  conversationId?: string;
  seq?: number;
}

/** What the system shows of a notification. */
export interface Notice {
  title: string;
  options: NoticeOptions;
}

/** As much as any system shows, in characters. */
const mostTitle = 100;
const mostLine = 240;

const icon = '/icon-192.png';
/** The small one of Android's status bar, of which only the opacity counts. */
const badge = '/badge-96.png';

/** A notice takes the place of the one of the same conversation. */
export const tagOf = ({
  id,
  conversationId,
}: Pick<NewPush['notification'], 'id' | 'conversationId'>): string =>
  conversationId === undefined ? `notification ${id}` : `conversation ${conversationId}`;

/** What a notification looks like as the system shows it. Plain text only: systems render no markup. */
export function noticeOf(push: NewPush, texts: NoticeTexts): Notice {
  const { notification, recipientId, silent } = push;
  const { id, kind, createdAt, conversationId, seq } = notification;
  const event = texts.kinds[kind] ?? texts.other;
  const isOfAccount = conversationId === undefined && texts.kinds[kind] !== undefined;
  const lines = isOfAccount ? [texts.notYou] : linesOf(push, event, texts);
  const data: NoticeData = {
    recipientId,
    id,
    createdAt,
    path: notificationPath(notification),
    ...(conversationId !== undefined && { conversationId }),
    ...(seq !== undefined && { seq }),
  };
  const at = Date.parse(createdAt);
  return {
    title: isOfAccount ? event : cut(oneLine(push.title ?? ''), mostTitle) || appName,
    options: noticeOptions({
      body: lines.map((line) => cut(line, mostLine)).join('\n'),
      tag: tagOf(notification),
      silent,
      data,
      timestamp: Number.isNaN(at) ? undefined : at,
    }),
  };
}

const appName = 'ChatFlow';
const plainTag = 'notification';

/** For what cannot be read, as browsers demand that each push shows something. */
export const plainNotice = (texts: NoticeTexts): Notice => ({
  title: appName,
  options: noticeOptions({
    body: texts.other,
    tag: plainTag,
    silent: false,
    data: null,
    timestamp: undefined,
  }),
});

interface Shown {
  body: string;
  tag: string;
  silent: boolean;
  data: NoticeData | null;
  timestamp: number | undefined;
}

const noticeOptions = ({ timestamp, silent, ...rest }: Shown): NoticeOptions => ({
  ...rest,
  silent,
  // what takes the place of another one is seen again, unless the user wants no sounds
  renotify: !silent,
  icon,
  badge,
  dir: 'auto',
  ...(timestamp !== undefined && { timestamp }),
});

/** What happened, unless what was written says it, and what was written. */
function linesOf(
  { notification: { kind }, senderName, body, content }: NewPush,
  event: string,
  texts: NoticeTexts,
) {
  const written = oneLine(body ?? '') || (texts.contents[content ?? ''] ?? '');
  const said = written !== '' && senderName !== undefined ? `${isolated(senderName)}: ${written}` : written;
  if (said === '') return [event];
  return kind === 'message' ? [said] : [event, said];
}

/** A name does not turn around what stands beside it. */
const isolated = (name: string) => `\u2068${oneLine(name)}\u2069`;

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** What the system kept with a notice; `undefined` where that was none of ours. */
export function dataOf({ data }: { data: unknown }): NoticeData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { recipientId, id, createdAt, path, conversationId, seq } = data as Partial<
    Record<keyof NoticeData, unknown>
  >;
  if (typeof recipientId !== 'string' || typeof id !== 'string' || typeof createdAt !== 'string') {
    return undefined;
  }
  // two slashes would begin the name of another server
  if (typeof path !== 'string' || !/^\/(?!\/)/.test(path)) return undefined;
  return {
    recipientId,
    id,
    createdAt,
    path,
    ...(typeof conversationId === 'string' && { conversationId }),
    ...(typeof seq === 'number' && { seq }),
  };
}

/** What tells a notification from all others, also from later ones in its place. */
export const momentOf = ({ id, createdAt }: Pick<NoticeData, 'id' | 'createdAt'>): string =>
  `${id} ${createdAt}`;
