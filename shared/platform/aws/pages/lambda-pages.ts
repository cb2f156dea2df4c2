import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { Unavailable } from '../../errors.ts';
import { fromAnswer, type PageRequest } from '../../pages/page-call.ts';
import type { PageFetcher } from '../../ports.ts';
import { rethrow } from '../sdk-errors.ts';

/** The function answers within 12 s. Where all of its instances are busy there is no second attempt, which would only wait too. */
export const patience = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 13_000, throwOnRequestTimeout: true },
};

const what = 'The function that reads pages';

/** Pages read by a Lambda function. Rejects with `Unavailable`, also where the function fails. */
export function createLambdaPages(client: LambdaClient, functionName: string): PageFetcher {
  return {
    async fetch(address) {
      const request: PageRequest = { url: address };
      const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) });
      const { FunctionError, Payload } = await client
        .send(command)
        .catch((error: unknown) => rethrow(what, error));
      const answer = Payload === undefined ? '' : Buffer.from(Payload).toString();
      // what it says of the error is not repeated: it may quote the address
      if (FunctionError !== undefined)
        throw new Unavailable(what, new Error(`it ended with ${FunctionError}`));
      return fromAnswer(JSON.parse(answer));
    },
  };
}
