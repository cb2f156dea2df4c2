import { describe, expect, test } from 'vitest';
import type { Message, MessageStatus } from '../../../../client/index.ts';
import {
  type MessageItem,
  type MessagesSnapshot,
  type StoredItem,
  type UnsentItem,
} from '../../../../client/state/index.ts';
import { MessagePrinter } from '../../../../client/terminal/message-printer.ts';

const createdAt = '2026-11-20T09:00:00.000Z';

function stored(
  seq: number,
  changes: { own?: boolean; status?: MessageStatus; key?: string } = {},
): StoredItem {
  const { own = false, status = 'sent', key = `msg_${seq}` } = changes;
  const message: Message = {
    id: `msg_${seq}`,
    seq,
    conversationId: 'cnv_1',
    senderId: own ? 'alice' : 'bob',
    kind: 'text',
    text: `text ${seq}`,
    attachments: [],
    replyTo: null,
    createdAt,
    editedAt: null,
    deletedAt: null,
    status,
  };
  return { kind: 'stored', key, seq, message, own, status };
}

const unsent = (key: string, status: UnsentItem['status']): UnsentItem => ({
  kind: 'unsent',
  key,
  clientId: key,
  conversationId: 'cnv_1',
  text: `text of ${key}`,
  entities: [],
  attachments: [],
  replyTo: null,
  createdAt,
  own: true,
  status,
});

const windowOf = (...items: MessageItem[]): MessagesSnapshot => ({
  items,
  loaded: true,
  hasOlder: false,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
  jumping: false,
  error: undefined,
});

/** A printer, and the lines that it printed since the last look. */
function printing({ echoes = false } = {}) {
  let lines: string[] = [];
  const printer = new MessagePrinter({
    screen: {
      echoes,
      print: (...added) => void lines.push(...added),
      printStatus: (line) => void lines.push(line.trim()),
    },
    look: { color: false, timeZone: 'UTC' },
    now: () => Date.parse(createdAt),
    nameOf: (userId) => userId,
    ownName: 'alice',
  });
  const printed = () => {
    const before = lines;
    lines = [];
    return before;
  };
  return { printer, printed };
}

describe('messages', () => {
  test('given a window, the newest are printed, and earlier ones on request', () => {
    const { printer, printed } = printing();
    const window = windowOf(...[1, 2, 3, 4, 5].map((seq) => stored(seq)));
    expect(printer.start(window, 2)).toBe(true);
    expect(printer.update(window)).toBe(5);
    expect(printed()).toEqual(['09:00 bob: text 4', '09:00 bob: text 5']);
    expect(printer.countOlder(window)).toBe(3);
    printer.printOlder(window, 2);
    expect(printed()).toEqual(['09:00 bob: text 2', '09:00 bob: text 3']);
    printer.printOlder(window, 2);
    expect(printed()).toEqual(['09:00 bob: text 1']);
    expect(printer.countOlder(window)).toBe(0);
  });

  test('given one that was missing, it alone is printed, once, and its number returned as read', () => {
    const { printer, printed } = printing();
    printer.start(windowOf(stored(1), stored(3)), 20);
    printer.update(windowOf(stored(1), stored(3)));
    printed();
    const whole = windowOf(stored(1), stored(2), stored(3));
    expect(printer.update(whole)).toBe(2);
    expect(printed()).toEqual(['09:00 bob: text 2']);
    expect(printer.update(whole)).toBeUndefined();
    expect(printed()).toEqual([]);
  });

  test('given a window that is empty, nothing is found, and what comes is printed', () => {
    const { printer, printed } = printing();
    expect(printer.start(windowOf(), 20)).toBe(false);
    printer.update(windowOf(stored(1)));
    expect(printed()).toEqual(['09:00 bob: text 1']);
  });

  test('given one typed before the start, it is printed after the newest ones', () => {
    const { printer, printed } = printing();
    printer.update(windowOf(unsent('a', 'waiting')));
    expect(printed()).toEqual([]);
    const window = windowOf(stored(1), unsent('a', 'sent'));
    printer.start(window, 20);
    printer.update(window);
    expect(printed()).toEqual(['09:00 bob: text 1', '09:00 alice: text of a ✓ sent']);
  });
});

describe('own messages', () => {
  test('given one typed on a terminal, its status alone is printed, once it is stored', () => {
    const { printer, printed } = printing({ echoes: true });
    printer.start(windowOf(), 20);
    printer.update(windowOf(unsent('a', 'waiting')));
    expect(printed()).toEqual([]);
    printer.update(windowOf(unsent('a', 'sent')));
    expect(printed()).toEqual(['✓ sent (09:00)']);
    printer.update(windowOf(stored(1, { own: true, key: 'a' })));
    expect(printed()).toEqual([]);
  });

  test('given one from another device, its text is printed on a terminal too', () => {
    const { printer, printed } = printing({ echoes: true });
    printer.start(windowOf(), 20);
    expect(printer.update(windowOf(stored(1, { own: true })))).toBeUndefined();
    expect(printed()).toEqual(['09:00 alice: text 1 ✓ sent']);
  });

  test('given one that is refused, nothing is printed', () => {
    const { printer, printed } = printing();
    printer.start(windowOf(), 20);
    printer.update(windowOf(unsent('a', 'waiting')));
    printer.update(windowOf(unsent('a', 'failed')));
    expect(printed()).toEqual([]);
  });

  test('when their status rises, each step is printed once, with the newest of them', () => {
    const { printer, printed } = printing();
    const at = (...statuses: MessageStatus[]) =>
      windowOf(...statuses.map((status, index) => stored(index + 1, { own: true, status })));
    printer.start(at('sent', 'sent'), 20);
    printer.update(at('sent', 'sent'));
    printed();
    printer.update(at('delivered', 'delivered'));
    expect(printed()).toEqual(['✓✓ delivered (09:00)']);
    printer.update(at('delivered', 'delivered'));
    expect(printed()).toEqual([]);
    printer.update(at('read', 'delivered'));
    printer.update(at('read', 'read'));
    printer.update(at('read', 'read'));
    expect(printed()).toEqual(['✓✓ read (09:00)', '✓✓ read (09:00)']);
  });
});
