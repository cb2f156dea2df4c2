import type { PageFetcher } from '../../ports.ts';

/** How long the function may take (`functions/catalog.ts`). */
const seconds = 12;

/** Pages as a function of its own reads them. The client of Lambda is loaded with the first page. */
export function lambdaPages(functionName: string): PageFetcher {
  let loading: Promise<PageFetcher> | undefined;
  return {
    fetch: async (address) => (await (loading ??= load(functionName))).fetch(address),
  };
}

async function load(functionName: string): Promise<PageFetcher> {
  const [{ LambdaClient }, { patience }, { createLambdaPages }] = await Promise.all([
    import('@aws-sdk/client-lambda'),
    import('../isolated/call-isolated.ts'),
    import('./lambda-pages.ts'),
  ]);
  return createLambdaPages(new LambdaClient(patience(seconds)), functionName);
}
