import type { MobileAddress, Ports, Push, PushOutcome, WebAddress } from '../ports.ts';
import { createWebPush } from './web-push.ts';

/** Sends pushes to devices of all types. */
export interface PushSender {
  /** What came of each, in their order. Rejects with `Unavailable` where nothing was sent. */
  send(pushes: readonly Push[]): Promise<PushOutcome[]>;
}

export function createPushSender({
  outbound,
  pushKey,
  mobilePush,
  clock,
  config,
}: Pick<Ports, 'outbound' | 'pushKey' | 'mobilePush' | 'clock' | 'config'>): PushSender {
  const sendToWeb = createWebPush({ outbound, pushKey, clock, contact: contactOf(config) });

  return {
    async send(pushes) {
      const [web, mobile] = [pushes.filter(isWeb), pushes.filter(isMobile)];
      const [ofWeb, ofMobile] = await Promise.all([
        web.length > 0 ? sendToWeb(web) : [],
        mobile.length > 0 ? mobilePush.send(mobile) : [],
      ]);
      const outcomes = new Map<Push, PushOutcome>();
      for (const [of, all] of [
        [web, ofWeb],
        [mobile, ofMobile],
      ] as const) {
        all.forEach((outcome, index) => {
          const push = of[index];
          if (push) outcomes.set(push, outcome);
        });
      }
      return pushes.map((push) => outcomes.get(push) ?? { retryAfterSeconds: undefined });
    },
  };
}

const isWeb = (push: Push): push is Push<WebAddress> => push.address.type === 'web';
const isMobile = (push: Push): push is Push<MobileAddress> => push.address.type !== 'web';

/** Whom push services can turn to. An address that is no https one is of no use to them. */
function contactOf({ pushContact, publicUrl }: Ports['config']): string | undefined {
  return pushContact ?? (publicUrl?.startsWith('https:') ? publicUrl : undefined);
}
