import { routes, type PushKey, type SubscribePushRequest } from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/** What reaches this device while it has no connection, or its screen is hidden. Read what comes with `@chatflow/client/push`. */
export class PushCalls {
  readonly #context: Pick<CallContext, 'session'>;

  constructor(context: Pick<CallContext, 'session'>) {
    this.#context = context;
  }

  /** What the browser needs to subscribe: the `applicationServerKey`, and which types of devices are reached. */
  key(): Promise<PushKey> {
    return this.#context.session.call(routes.getPushKey);
  }

  /**
   * Has this device reached until it signs out: a browser by `{ type: 'web', ...subscription.toJSON() }`, an app by the token of
   * its service. Saying it again at each start changes nothing, and costs little. Rejects with `push_endpoint_not_allowed`,
   * `push_keys_invalid`, `push_not_available`, `subscription_limit_reached`.
   */
  async subscribe(subscription: SubscribePushRequest): Promise<void> {
    await this.#context.session.call(routes.subscribePush, { body: subscription });
  }

  /** Ends that; a no-op where this device is not subscribed. */
  async unsubscribe(): Promise<void> {
    await this.#context.session.call(routes.unsubscribePush);
  }
}
