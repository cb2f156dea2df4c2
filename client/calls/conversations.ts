import { routes, type Conversation, type CreateConversationRequest, type Page } from '../api/protocol.ts';
import type { PageOptions } from '../options.ts';
import type { CallContext } from './context.ts';

/** Conversations: direct ones and groups. */
export class ConversationCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Your conversations, newest activity first. */
  readonly list = async (options: PageOptions = {}): Promise<Page<Conversation>> => {
    const page = await this.#context.session.call(routes.listConversations, { query: { ...options } });
    page.items.forEach((conversation) => this.#learn(conversation));
    return page;
  };

  /** One conversation. Rejects with `conversation_not_found`. */
  readonly get = async (id: string): Promise<Conversation> =>
    this.#learn(await this.#context.session.call(routes.getConversation, { params: { id } }));

  /** The direct conversation with a user, created when it does not exist yet. Rejects with `unknown_usernames`. */
  readonly openDirect = (username: string): Promise<Conversation> =>
    this.#create({ participantUsernames: [username] });

  /** A new group with you as its owner. Rejects with `unknown_usernames`. */
  readonly createGroup = (name: string, usernames: string[]): Promise<Conversation> =>
    this.#create({ participantUsernames: usernames, name });

  /**
   * You type in a conversation, or stopped. Call it with every key: the server learns of it as needed, and where there is
   * no socket, or nobody is signed in, not at all.
   */
  readonly setTyping = (conversationId: string, typing: boolean): void => {
    this.#context.current()?.typing.set(conversationId, typing);
  };

  async #create(body: CreateConversationRequest): Promise<Conversation> {
    return this.#learn(await this.#context.session.call(routes.createConversation, { body }));
  }

  /** Where a conversation stands says from where on its messages are handed over. */
  #learn(conversation: Conversation): Conversation {
    this.#context.current()?.delivery.track(conversation);
    this.#context.feed.emit('met', conversation);
    return conversation;
  }
}
