import { routes, type GroupPreview, type Page } from '../api/protocol.ts';
import type { DiscoverOptions } from '../options.ts';
import type { CallContext } from './context.ts';

/** Public groups, and the topics by which one finds them. */
export class DiscoverCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Public groups, by pages: a page may hold fewer than asked for and still have a next one. */
  groups(options: DiscoverOptions = {}): Promise<Page<GroupPreview>> {
    return this.#context.session.call(routes.discover, { query: { ...options } });
  }

  /** A public group, before one joins it. Rejects with `conversation_not_found`, also where it is private. */
  get(id: string): Promise<GroupPreview> {
    return this.#context.session.call(routes.previewPublicGroup, { params: { id } });
  }

  /** The topics to choose from, and about how many public groups have each. You name them in the language of the user. */
  async topics(): Promise<{ id: string; groups: number }[]> {
    return (await this.#context.session.call(routes.listTopics)).items;
  }

  /** Up to `limit` (20) public groups of the topics that the user follows, in which they are not yet; the best first. */
  async suggestions({ limit }: { limit?: number } = {}): Promise<GroupPreview[]> {
    return (await this.#context.session.call(routes.suggestGroups, { query: { limit } })).items;
  }

  /** The topics that the user follows. */
  async followedTopics(): Promise<string[]> {
    return (await this.#context.session.call(routes.getFollowedTopics)).topics;
  }

  /** Has the user follow these topics, up to 20, and no others. Returns them as they are stored. */
  async follow(topics: string[]): Promise<string[]> {
    return (await this.#context.session.call(routes.followTopics, { body: { topics } })).topics;
  }
}
