import { routes, type Draft, type SaveDraftRequest } from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/** What the user has typed and not sent, on any device. */
export class DraftCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** All drafts. */
  async list(): Promise<Draft[]> {
    return (await this.#context.session.call(routes.listDrafts)).items;
  }

  /** Saves a draft, which `draft:updated` hands over on all devices; an empty one is removed. The last one saved counts. */
  save(conversationId: string, draft: SaveDraftRequest): Promise<Draft> {
    return this.#context.session.call(routes.saveDraft, { params: { id: conversationId }, body: draft });
  }
}
