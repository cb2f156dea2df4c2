import type { LambdaClient } from '@aws-sdk/client-lambda';
import { fromAnswer, type PageRequest } from '../../pages/page-call.ts';
import type { PageFetcher } from '../../ports.ts';
import { callIsolated } from '../isolated/call-isolated.ts';

const what = 'The function that reads pages';

/** Pages read by a Lambda function. Rejects with `Unavailable`, also where the function fails. */
export function createLambdaPages(client: LambdaClient, functionName: string): PageFetcher {
  return {
    async fetch(address) {
      const request: PageRequest = { url: address };
      return fromAnswer(await callIsolated({ client, functionName, what }, request));
    },
  };
}
