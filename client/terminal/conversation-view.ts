import { ChatClientError, type ChatClient, type Conversation, type OwnUser } from '../index.ts';
import type { ChatState, ConversationItem, MessagesView, Slice } from '../state/index.ts';
import { MessagePrinter } from './message-printer.ts';
import { help, memberLines, notice, sendFailure, typingLine, type Look } from './render.ts';
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

/** One conversation on the screen: its messages, who types, and what is entered. */
export class ConversationView {
  readonly #options: ViewOptions;
  readonly #conversation: Slice<ConversationItem | undefined>;
  readonly #messages: MessagesView;
  readonly #printer: MessagePrinter;
  /** Requests to the server that are under way. */
  readonly #tasks = new Set<Promise<void>>();
  /** Resolves when the newest messages are shown, or cannot be. */
  readonly #opened = Promise.withResolvers<undefined>();
  #typing: readonly string[] | undefined;

  constructor(options: ViewOptions) {
    const { state, conversation, me, screen, look, now } = options;
    this.#options = options;
    this.#conversation = state.conversation(conversation.id);
    this.#messages = state.messages(conversation.id);
    this.#typing = this.#conversation.getSnapshot()?.typing;
    this.#printer = new MessagePrinter({
      screen,
      look,
      now,
      nameOf: (userId) => this.#nameOf(userId),
      ownName: me.username,
    });
  }

  /** Shows from now on who types and, once it is opened, what arrives. The returned function ends that. */
  follow(): () => void {
    const unsubscribe = [
      this.#messages.subscribe(() => this.#showMessages()),
      this.#conversation.subscribe(() => this.#showTyping()),
    ];
    return () => unsubscribe.forEach((end) => end());
  }

  /** Shows the newest messages, and then what arrives. Rejects with a `ChatClientError`. */
  async open(): Promise<void> {
    const { screen, look } = this.#options;
    try {
      await this.#messages.jumpToNewest();
      const found = this.#printer.start(this.#messages.getSnapshot(), pageSize);
      if (!found) screen.print(notice(look, 'No messages yet.'));
      this.#showMessages();
    } finally {
      this.#opened.resolve(undefined);
    }
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

  /** The number of messages that wait to be stored. */
  get unsent(): number {
    const { items } = this.#messages.getSnapshot();
    return items.filter(({ status }) => status === 'waiting').length;
  }

  /** Resolves when no request is under way any more, and what came of them is shown. */
  async settled(): Promise<void> {
    await Promise.all(this.#tasks);
    this.#showMessages();
  }

  #showMessages(): void {
    const snapshot = this.#messages.getSnapshot();
    const seq = this.#printer.update(snapshot);
    // What was printed last stays in the window, however much `/history` loads before it.
    const last = snapshot.items.findLast(({ kind }) => kind === 'stored');
    if (last?.kind === 'stored') this.#messages.setVisible(last.seq, last.seq);
    if (seq !== undefined) this.#inBackground(this.#messages.markRead(seq));
  }

  #showTyping(): void {
    const { screen, look } = this.#options;
    const item = this.#conversation.getSnapshot();
    if (item === undefined || item.typing === this.#typing) return;
    this.#typing = item.typing;
    const names = item.typing.map((id) => this.#nameOf(id));
    screen.setPassing(names.length > 0 ? typingLine(look, names) : undefined);
  }

  /** Shows up to `count` messages from before the oldest one shown. */
  async #showOlder(count: number): Promise<void> {
    const { screen, look } = this.#options;
    await this.#opened.promise;
    const { getSnapshot, loadOlder } = this.#messages;
    while (this.#printer.countOlder(getSnapshot()) < count && getSnapshot().hasOlder) await loadOlder();
    if (this.#printer.countOlder(getSnapshot()) === 0) screen.print(notice(look, 'No older messages.'));
    else this.#printer.printOlder(getSnapshot(), count);
  }

  #nameOf(userId: string): string {
    const { participants } = this.#conversation.getSnapshot() ?? this.#options.conversation;
    return participants.find(({ id }) => id === userId)?.username ?? userId;
  }

  #send(text: string): void {
    this.#inBackground(this.#messages.send(text), sendFailure);
  }

  async #showMembers(): Promise<void> {
    const { client, conversation, screen, look, now } = this.#options;
    const { participants, memberCount } = await client.conversations.get(conversation.id);
    screen.print(...memberLines(look, participants, memberCount, now()));
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
