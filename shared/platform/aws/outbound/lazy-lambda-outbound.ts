import type { Outbound } from '../../ports.ts';

/** How long the function may take (`functions/catalog.ts`). */
const seconds = 15;

/** Posts by a function of its own. The client of Lambda is loaded with the first request. */
export function lambdaOutbound(functionName: string): Pick<Outbound, 'post'> {
  let loading: Promise<Pick<Outbound, 'post'>> | undefined;
  return {
    post: async (requests) => (await (loading ??= load(functionName))).post(requests),
  };
}

async function load(functionName: string): Promise<Pick<Outbound, 'post'>> {
  const [{ LambdaClient }, { patience }, { createLambdaOutbound }] = await Promise.all([
    import('@aws-sdk/client-lambda'),
    import('../isolated/call-isolated.ts'),
    import('./lambda-outbound.ts'),
  ]);
  return createLambdaOutbound(new LambdaClient(patience(seconds)), functionName);
}
