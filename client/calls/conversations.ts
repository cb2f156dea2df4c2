import {
  routes,
  type Conversation,
  type UpdateOwnMembershipRequest,
  type CreateConversationRequest,
  type GalleryPage,
  type GivenExpiry,
  type Page,
} from '../api/protocol.ts';
import type { GalleryOptions, PageOptions } from '../options.ts';
import { passOn, type CallContext } from './context.ts';

/** Direct conversations and groups. */
export class ConversationCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Your conversations, newest activity first. */
  readonly list = async (options: PageOptions = {}): Promise<Page<Conversation>> => {
    const call = this.#context.session.call(routes.listConversations, { query: { ...options } });
    return passOn(this.#context, call, ({ items }) => items.forEach((one) => this.#learn(one)));
  };

  /** One conversation. Rejects with `conversation_not_found`. */
  readonly get = async (id: string): Promise<Conversation> =>
    this.#learned(this.#context.session.call(routes.getConversation, { params: { id } }));

  /** The direct conversation with a user, created when it does not exist yet. Rejects with `unknown_usernames`. */
  readonly openDirect = (username: string): Promise<Conversation> =>
    this.#create({ participantUsernames: [username] });

  /** A new group with you as its owner. Rejects with `unknown_usernames`. */
  readonly createGroup = (name: string, usernames: string[]): Promise<Conversation> =>
    this.#create({ participantUsernames: usernames, name });

  /** Chooses which messages of a conversation notify you, perhaps until a time only. Rejects with `time_in_past`. */
  readonly setNotifications = (id: string, choice: UpdateOwnMembershipRequest): Promise<Conversation> =>
    this.#learned(this.#context.session.call(routes.updateOwnMembership, { params: { id }, body: choice }));

  /**
   * Says how long messages stay that are sent from now on; `null`: they do not expire. In a group its admins do. Rejects with
   * `forbidden`, `user_blocked`.
   */
  readonly setExpiry = (id: string, expiry: GivenExpiry | null): Promise<Conversation> =>
    this.#learned(this.#context.session.call(routes.updateGroup, { params: { id }, body: { expiry } }));

  /**
   * The files of a kind that were sent in a conversation, newest first; `voice` are voice messages, `audio` is other sound.
   * `client.media` gives their addresses.
   */
  readonly media = async (id: string, options: GalleryOptions): Promise<GalleryPage> =>
    (await this.#context.media()).gallery(id, options);

  /**
   * Says whether you are typing in a conversation. Call it with every key: the client sends it at most every 3 s, and not
   * at all without a socket or when signed out.
   */
  readonly setTyping = (conversationId: string, typing: boolean): void => {
    this.#context.current()?.typing.set(conversationId, typing);
  };

  async #create(body: CreateConversationRequest): Promise<Conversation> {
    return this.#learned(this.#context.session.call(routes.createConversation, { body }));
  }

  #learned(call: Promise<Conversation>): Promise<Conversation> {
    return passOn(this.#context, call, (conversation) => this.#learn(conversation));
  }

  /** The last number of a conversation sets where the hand-over of its messages begins. */
  #learn(conversation: Conversation): void {
    this.#context.current()?.delivery.track(conversation);
    this.#context.feed.emit('met', conversation);
  }
}
