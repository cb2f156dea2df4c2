import type { PageFetcher } from '../../ports.ts';

/** Pages as a function of its own reads them. The client of Lambda is loaded with the first page. */
export function lambdaPages(functionName: string): PageFetcher {
  let loading: Promise<PageFetcher> | undefined;
  return {
    fetch: async (address) => (await (loading ??= load(functionName))).fetch(address),
  };
}

async function load(functionName: string): Promise<PageFetcher> {
  const [{ LambdaClient }, { createLambdaPages, patience }] = await Promise.all([
    import('@aws-sdk/client-lambda'),
    import('./lambda-pages.ts'),
  ]);
  return createLambdaPages(new LambdaClient(patience), functionName);
}
