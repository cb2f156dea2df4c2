import type { MobilePush } from '../../ports.ts';
import { bounded } from '../bounded.ts';
import type { PushApplications } from './sns-mobile-push.ts';

/** Apps, as SNS reaches them. Its client is loaded with the first push. */
export function snsMobilePush(applications: PushApplications): MobilePush {
  let loading: Promise<MobilePush> | undefined;
  return {
    send: async (pushes) => (await (loading ??= load(applications))).send(pushes),
  };
}

async function load(applications: PushApplications): Promise<MobilePush> {
  const [{ SNSClient }, { createSnsMobilePush }] = await Promise.all([
    import('@aws-sdk/client-sns'),
    import('./sns-mobile-push.ts'),
  ]);
  return createSnsMobilePush(new SNSClient(bounded), applications);
}
