import {
  ChatClientError,
  isOfKnownKind,
  type ChatClient,
  type ChatState,
  type ClientEvents,
  type Conversation,
  type ConversationItem,
  type Message,
  type OwnUser,
  type SendResult,
  type Slice,
} from '../index.ts';
import { Marks } from './marks.ts';
import {
  help,
  memberLines,
  messageLine,
  notice,
  sendFailure,
  statusLine,
  typingLine,
  type Look,
} from './render.ts';
import type { Screen } from './screen.ts';

const pageSize = 20;

interface ViewOptions {
  client: ChatClient;
  state: ChatState;
  me: OwnUser;
  conversation: Conversation;
  screen: Screen;
  look: Look;
  now: () => number;
}

/** One conversation on the screen: its messages, who types, and the status of your messages. */
export class ConversationView {
  readonly #options: ViewOptions;
  readonly #marks = new Marks();
  readonly #state: Slice<ConversationItem | undefined>;
  readonly #names: Map<string, string>;
  readonly #shown = new Set<number>();
  /** Requests to the server that are under way. */
  readonly #tasks = new Set<Promise<void>>();
  /** Your lines that are not stored yet. */
  #unsent: string[] = [];
  /** Messages that may be those lines: held until the sends are settled. */
  #held: Message[] = [];
  #typing: readonly string[] | undefined;
  /** Messages that arrived before the history was shown. */
  #early: Message[] | undefined = [];
  /** Resolves when the history is shown, or cannot be: what was typed before that follows it. */
  readonly #opened = Promise.withResolvers<undefined>();
  #oldest = Infinity;

  constructor(options: ViewOptions) {
    this.#options = options;
    const { conversation } = options;
    this.#state = options.state.conversation(conversation.id);
    this.#typing = this.#state.getSnapshot()?.typing;
    this.#names = new Map(conversation.participants.map(({ id, username }) => [id, username]));
  }

  /** Shows the newest messages, and from then on what arrives. */
  async open(): Promise<void> {
    const { screen, look } = this.#options;
    try {
      if ((await this.#showPage(pageSize)) === 0 && this.#shown.size === 0) {
        screen.print(notice(look, 'No messages yet.'));
      }
      const early = this.#early ?? [];
      this.#early = undefined;
      for (const message of early) this.receive(message);
    } finally {
      this.#opened.resolve(undefined);
    }
  }

  /** Takes a message that arrived, of any conversation. */
  receive(message: Message): void {
    const { conversation, screen } = this.#options;
    if (message.conversationId !== conversation.id) return;
    if (this.#early !== undefined) {
      this.#early.push(message);
    } else if (this.#isOwn(message) && this.#unsent.includes(message.text)) {
      this.#held.push(message);
    } else if (!this.#shown.has(message.seq)) {
      screen.print(this.#render(message));
      if (!this.#isOwn(message)) this.#markRead(message.seq);
    }
  }

  /** Handles a reset of any conversation: what is shown may have a gap. */
  reset({ conversationId }: ClientEvents['reset']): void {
    if (conversationId === this.#options.conversation.id) this.#inBackground(this.#showMissed());
  }

  /** Shows from now on who types and the status of your messages. The returned function ends that. */
  follow(): () => void {
    return this.#state.subscribe(() => {
      const { screen, look, now } = this.#options;
      const item = this.#state.getSnapshot();
      if (item === undefined) return;
      if (item.typing !== this.#typing) {
        this.#typing = item.typing;
        const names = item.typing.map((id) => this.#names.get(id) ?? id);
        screen.setPassing(names.length > 0 ? typingLine(look, names) : undefined);
      }
      const risen = this.#marks.reach(item.others);
      if (risen !== undefined) screen.printStatus(statusLine(look, risen.status, risen.createdAt, now()));
    });
  }

  /** Takes the text at the prompt, after every key. */
  key(typed: string): void {
    const { client, conversation } = this.#options;
    client.conversations.setTyping(
      conversation.id,
      typed !== '' && (!typed.startsWith('/') || typed.startsWith('//')),
    );
  }

  /** Runs a typed line: a command, or a message. */
  enter(line: string): void {
    const { screen, look } = this.#options;
    if (line.trim() === '') return;
    if (!line.startsWith('/')) {
      this.#send(line);
      return;
    }
    if (line.startsWith('//')) {
      this.#send(line.slice(1));
      return;
    }
    const [command = '', argument = ''] = line.trim().split(/\s+/);
    switch (command) {
      case '/quit':
        screen.close();
        break;
      case '/help':
        screen.print(...help);
        break;
      case '/who':
        this.#inBackground(this.#showMembers());
        break;
      case '/history': {
        const count = argument === '' ? pageSize : Number(argument);
        if (Number.isInteger(count) && count >= 1 && count <= 100) this.#inBackground(this.#showOlder(count));
        else screen.print(notice(look, '/history takes a number from 1 to 100.'));
        break;
      }
      default:
        screen.print(notice(look, `There is no command ${command}. /help shows them all.`));
    }
  }

  /** The number of messages that are not stored yet. */
  get unsent(): number {
    return this.#unsent.length;
  }

  /** Resolves when no request is under way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#tasks);
  }

  /** Shows up to `count` messages from before the oldest one shown. */
  async #showOlder(count: number): Promise<void> {
    const { screen, look } = this.#options;
    if ((await this.#showPage(count)) === 0) screen.print(notice(look, 'No older messages.'));
  }

  /** Shows up to `count` messages, the newest or from before the oldest one shown. Returns how many there were. */
  async #showPage(count: number): Promise<number> {
    const { client, conversation, screen } = this.#options;
    for (;;) {
      const { items, nextCursor } = await client.messages.list(conversation.id, {
        limit: count,
        ...(this.#oldest !== Infinity && { before: this.#oldest }),
      });
      this.#oldest = Math.min(this.#oldest, ...items.map(({ seq }) => seq));
      // Other kinds print no line; a page of nothing else is passed.
      const fresh = items.filter((message) => isOfKnownKind(message) && !this.#shown.has(message.seq));
      if (fresh.length > 0) screen.print(...fresh.map((message) => this.#render(message)));
      this.#markRead(fresh.at(-1)?.seq ?? 0);
      if (fresh.length > 0 || nextCursor === null) return fresh.length;
    }
  }

  /** Shows messages of the history that are missing between those on the screen. */
  async #showMissed(): Promise<void> {
    const { client, conversation } = this.#options;
    await this.#opened.promise;
    const newest = Math.max(...this.#shown);
    const { items } = await client.messages.list(conversation.id, { limit: pageSize });
    for (const message of items) {
      if (isOfKnownKind(message) && message.seq > this.#oldest && message.seq < newest) this.receive(message);
    }
  }

  #isOwn(message: Message): boolean {
    return message.senderId === this.#options.me.id;
  }

  #render(message: Message): string {
    const { look, now } = this.#options;
    this.#shown.add(message.seq);
    this.#oldest = Math.min(this.#oldest, message.seq);
    const own = this.#isOwn(message);
    const sender = this.#names.get(message.senderId) ?? message.senderId;
    return messageLine(look, message, {
      sender,
      own,
      now: now(),
      ...(own && { status: this.#marks.add(message) }),
    });
  }

  #send(text: string): void {
    const { client, conversation } = this.#options;
    this.#unsent.push(text);
    const sending = client.messages.send(conversation.id, text).finally(() => {
      this.#unsent.splice(this.#unsent.indexOf(text), 1);
    });
    this.#inBackground(
      sending
        .then(async (sent) => {
          await this.#opened.promise;
          this.#sent(text, sent);
        })
        .finally(() => {
          const held = this.#held;
          this.#held = [];
          for (const message of held) this.receive(message);
        }),
      sendFailure,
    );
  }

  #sent(text: string, { seq, createdAt }: SendResult): void {
    const { me, screen, look, now } = this.#options;
    if (this.#shown.has(seq)) return;
    this.#shown.add(seq);
    const status = this.#marks.add({ seq, createdAt, status: 'sent' });
    if (screen.echoes) {
      screen.printStatus(statusLine(look, status, createdAt, now()));
    } else {
      const message = { kind: 'text' as const, text, createdAt };
      screen.print(messageLine(look, message, { sender: me.username, own: true, now: now(), status }));
    }
  }

  async #showMembers(): Promise<void> {
    const { client, conversation, screen, look, now } = this.#options;
    const { participants, memberCount } = await client.conversations.get(conversation.id);
    screen.print(...memberLines(look, participants, memberCount, now()));
  }

  #markRead(seq: number): void {
    const { client, conversation } = this.#options;
    if (seq > 0) this.#inBackground(client.messages.markRead(conversation.id, seq));
  }

  #inBackground(work: Promise<void>, describe = (error: ChatClientError) => error.message): void {
    const { screen, look } = this.#options;
    const task = work
      .catch((error: unknown) => {
        if (!(error instanceof ChatClientError)) throw error;
        screen.print(notice(look, describe(error)));
      })
      .finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }
}
