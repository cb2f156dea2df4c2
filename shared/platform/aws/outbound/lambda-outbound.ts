import type { LambdaClient } from '@aws-sdk/client-lambda';
import { checkBatch } from '../../outbound/bounds.ts';
import { fromAnswer, toCall } from '../../outbound/outbound-call.ts';
import type { Outbound } from '../../ports.ts';
import { callIsolated } from '../isolated/call-isolated.ts';

const what = 'The function that posts to other servers';

/** Posts by a Lambda function. Rejects with `Unavailable`, also where the function fails. */
export function createLambdaOutbound(client: LambdaClient, functionName: string): Pick<Outbound, 'post'> {
  return {
    async post(requests) {
      checkBatch(requests);
      const answer = await callIsolated({ client, functionName, what }, toCall(requests));
      return fromAnswer(answer, requests.length);
    },
  };
}
