import type { MobilePush } from '../ports.ts';

/** For deployments that reach no apps: none of them could subscribe. */
export const noMobilePush: MobilePush = {
  send: (pushes) => Promise.resolve(pushes.map(() => 'refused')),
};
