import type { Head } from '../conversations/index.ts';
import { listNews, type News } from '../messages/index.ts';
import { Unavailable } from '../platform/errors.ts';
import type { OutboundOutcome } from '../platform/ports.ts';
import type { WebhookEvent } from '../protocol/index.ts';
import type { WebhooksContext } from './context.ts';
import { disableWebhook } from './disable-webhook.ts';
import { eventOf } from './events.ts';
import type { StoredWebhook, WebhookContent } from './model.ts';
import { payloadOf, testPayload } from './payload.ts';
import { judge, type Verdict } from './retry.ts';
import { openWebhook } from './sealing.ts';
import { signedHeaders } from './sign.ts';
import type { Progress } from './store.ts';
import type { DeliverWebhooksWork, DeliverWebhookWork, TestWebhookWork } from './work.ts';

/** Entries that are read at once. */
const readAtOnce = 20;
/** No request is begun after so long: the function ends in time, and what is left is work of its own. */
const busyMilliseconds = 12_000;
/** A number that is on its way is looked for again after so long. */
const missingSeconds = 5;
/** What is nearer than this is put off by the queue, what is further by a timer. */
const queuedSeconds = 60;
/** While no request can be sent at all, it is tried again after so long. */
const unavailableMilliseconds = 15_000;
/** Events that a webhook does not want are passed over without it, up to this number of entries. */
const mostUnwanted = 1_000;

/**
 * Has those webhooks of a group deliver that want an event: each in work of its own, so that none waits for another. Those that were
 * put off are left out: their time comes.
 */
export async function deliverWebhooks(
  { clock, webhooks, work }: WebhooksContext,
  { conversationId, seq, event }: DeliverWebhooksWork,
): Promise<void> {
  const now = clock.now();
  const due = (await webhooks.of(conversationId)).filter(
    ({ enabled, events, doneSeq, nextAt = 0 }) =>
      enabled && doneSeq < seq && nextAt <= now && (events.includes(event) || seq - doneSeq > mostUnwanted),
  );
  await Promise.all(
    due.map(({ id }) => work.add({ type: 'deliver-webhook', conversationId, webhookId: id, seq })),
  );
}

/**
 * Delivers what a webhook has not delivered yet, in the order of the log, one event after the other, until there is no more, one fails, or
 * time is over. One call at a time delivers: another one has it go on. What was posted may be posted again, under the same id, where
 * this ends before it could note that.
 */
export async function deliverWebhook(context: WebhooksContext, task: DeliverWebhookWork): Promise<void> {
  const { conversationId, webhookId } = task;
  const now = context.clock.now();
  const leaseId = Buffer.from(context.random(12)).toString('base64url');
  const webhook = await context.webhooks.claim(conversationId, webhookId, { ...task, now, leaseId });
  if (!webhook) return;
  const delivery = new Delivery(context, conversationId, { ...webhook, leaseId });
  try {
    await delivery.run();
  } catch (error) {
    await delivery.letGo();
    throw error;
  }
}

/** One webhook that is being delivered to. */
class Delivery {
  readonly #context: WebhooksContext;
  readonly #conversationId: string;
  readonly #webhook: StoredWebhook & { leaseId: string };
  readonly #until: number;
  #doneSeq: number;
  #content: WebhookContent | undefined;

  constructor(
    context: WebhooksContext,
    conversationId: string,
    webhook: StoredWebhook & { leaseId: string },
  ) {
    this.#context = context;
    this.#conversationId = conversationId;
    this.#webhook = webhook;
    this.#doneSeq = webhook.doneSeq;
    this.#until = context.clock.now() + busyMilliseconds;
  }

  async run(): Promise<void> {
    for (;;) {
      const head = await this.#context.conversations.head(this.#conversationId);
      // its webhooks are erased with it
      if (!head) return;
      const after = this.#doneSeq;
      const { fromSeq } = this.#webhook;
      const page = await listNews(this.#context, head, { fromSeq, after, limit: readAtOnce });
      for (const news of page.news) {
        if (!(await this.#deliver(head, news))) return;
      }
      this.#doneSeq = page.upTo;
      if (page.more) continue;
      if (page.upTo < head.lastSeq) return this.#goOnLater(head.lastSeq, missingSeconds);
      if (await this.#finish({}, page.upTo)) return;
    }
  }

  /** Gives the webhook back as far as it is, after a failure that is none of the server. Never rejects: the lease ends by itself. */
  async letGo(): Promise<void> {
    try {
      await this.#finish({});
    } catch (error) {
      this.#context.log.warn({ err: error, webhookId: this.#webhook.id }, 'a webhook was not given back');
    }
  }

  /** Posts one event, if the webhook wants it. Returns whether to go on. */
  async #deliver(head: Head, news: News): Promise<boolean> {
    const { events, id: webhookId } = this.#webhook;
    const { entry, message } = news;
    const event = eventOf(entry);
    // of a message that was deleted since, the deletion is the news
    const isGone = message.deletedAt !== null && event !== 'message.deleted';
    if (event === undefined || !events.includes(event) || isGone) {
      this.#doneSeq = entry.seq;
      return true;
    }
    if (this.#context.clock.now() >= this.#until) {
      await this.#goOnLater(head.lastSeq, 0);
      return false;
    }
    const id = `evt_${webhookId.slice('whk_'.length)}_${entry.seq}`;
    const body = payloadOf(this.#conversationId, event, news);
    this.#content ??= await openWebhook(this.#context, head, this.#webhook);
    const outcome = await postTo(this.#context, this.#webhook, this.#content, id, body);
    if (outcome === 'unavailable') {
      const nextAt = this.#context.clock.now() + unavailableMilliseconds;
      await this.#putOff({ nextAt }, entry.seq);
      return false;
    }
    const verdict = judge(this.#webhook, outcome, this.#context.clock.now());
    await this.#note(id, event, entry.seq, outcome, verdict);
    return this.#follow(verdict, entry.seq);
  }

  async #follow(verdict: Verdict, seq: number): Promise<boolean> {
    switch (verdict.type) {
      case 'delivered':
        delete this.#webhook.failingSince;
        delete this.#webhook.attempts;
        this.#doneSeq = seq;
        return true;
      case 'passed':
        delete this.#webhook.attempts;
        this.#doneSeq = seq;
        return true;
      case 'put-off': {
        const { nextAt, attempts, failingSince } = verdict;
        await this.#putOff({ nextAt, attempts, failingSince }, seq);
        return false;
      }
      case 'disabled':
        await disableWebhook(this.#context, this.#conversationId, this.#webhook, verdict.reason);
        return false;
    }
  }

  /** First the webhook says when it goes on, then something has it do so: an attempt that ends in between is found by the next event. */
  async #putOff(progress: Progress & { nextAt: number }, seq: number): Promise<void> {
    await this.#finish(progress);
    const { nextAt } = progress;
    const task = this.#task(seq, nextAt);
    const seconds = Math.ceil((nextAt - this.#context.clock.now()) / 1_000);
    if (seconds <= queuedSeconds) await this.#context.work.add(task, Math.max(0, seconds));
    else await this.#context.timers.set(`webhook-${this.#webhook.id}`, nextAt, task);
  }

  async #goOnLater(seq: number, seconds: number): Promise<void> {
    // until that work comes, the webhook says itself that there is more
    await this.#finish({ wantedSeq: seq });
    await this.#context.work.add(this.#task(seq), seconds);
  }

  #task(seq: number, at?: number): DeliverWebhookWork {
    return {
      type: 'deliver-webhook',
      conversationId: this.#conversationId,
      webhookId: this.#webhook.id,
      seq,
      ...(at !== undefined && { at }),
    };
  }

  /**
   * Notes how far the webhook is, and lets others deliver. `unlessWantedAfter`: not where something was wanted beyond this number meanwhile. Returns
   * whether it is over.
   */
  #finish(progress: Progress, unlessWantedAfter?: number): Promise<boolean> {
    const { id, leaseId, attempts, failingSince } = this.#webhook;
    return this.#context.webhooks.finish(this.#conversationId, id, {
      leaseId,
      unlessWantedAfter,
      progress: {
        doneSeq: this.#doneSeq,
        ...(attempts !== undefined && { attempts }),
        ...(failingSince !== undefined && { failingSince }),
        ...progress,
      },
    });
  }

  #note(
    id: string,
    event: WebhookEvent,
    seq: number,
    outcome: OutboundOutcome,
    verdict: Verdict,
  ): Promise<void> {
    const { clock, webhooks } = this.#context;
    const attempt = (this.#webhook.attempts ?? 0) + 1;
    return webhooks.note(this.#webhook.id, seq, {
      id,
      event,
      at: clock.now(),
      attempt,
      ...outcomeOf(outcome),
      ...(verdict.type === 'put-off' && { nextAt: verdict.nextAt }),
    });
  }
}

/** Posts an event to try a webhook, whether it is on or off. Once: what comes of it, the list of attempts says. */
export async function deliverTest(
  context: WebhooksContext,
  { conversationId, webhookId, id }: TestWebhookWork,
): Promise<void> {
  const { clock, conversations, webhooks } = context;
  const [head, webhook] = await Promise.all([
    conversations.head(conversationId),
    webhooks.get(conversationId, webhookId),
  ]);
  if (!head || !webhook) return;
  const body = testPayload(conversationId, clock.now());
  const content = await openWebhook(context, head, webhook);
  const outcome = await postTo(context, webhook, content, id, body);
  if (outcome === 'unavailable') throw new Unavailable('Posting to other servers', undefined);
  await webhooks.note(webhookId, 0, {
    id,
    event: 'test',
    at: clock.now(),
    attempt: 1,
    ...outcomeOf(outcome),
  });
}

async function postTo(
  { clock, log, outbound }: WebhooksContext,
  { id: webhookId, previousUntil = 0 }: StoredWebhook,
  { url, secret, previousSecret }: WebhookContent,
  id: string,
  body: Uint8Array,
): Promise<OutboundOutcome | 'unavailable'> {
  const now = clock.now();
  const isOld = previousSecret !== undefined && previousUntil > now;
  const timestamp = Math.floor(now / 1_000);
  const headers = signedHeaders(isOld ? [secret, previousSecret] : [secret], { id, timestamp, body });
  try {
    const [outcome] = await outbound.post([{ url, headers, body }]);
    if (!outcome) throw new Error('a request has an outcome');
    return outcome;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.warn({ err: error, webhookId }, 'nothing can be posted to webhooks');
    return 'unavailable';
  }
}

const outcomeOf = (outcome: OutboundOutcome) => ({
  milliseconds: outcome.milliseconds,
  ...('status' in outcome ? { status: outcome.status } : { failure: outcome.failed }),
});
