import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { Unavailable } from '../../errors.ts';
import { rethrow } from '../sdk-errors.ts';

/** A function that is called, and what it is called in errors. */
export interface CalledFunction {
  client: LambdaClient;
  functionName: string;
  what: string;
}

/**
 * Options of a client that waits for a function which answers within `seconds`. Where all of its instances are busy there is no second
 * attempt, which would only wait too.
 */
export const patience = (seconds: number) => ({
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: (seconds + 1) * 1_000,
    throwOnRequestTimeout: true,
  },
});

/** Calls an isolated function and gives what it answers, unchecked. Rejects with `Unavailable`, also where the function fails. */
export async function callIsolated(
  { client, functionName, what }: CalledFunction,
  event: object,
): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await client
    .send(command)
    .catch((error: unknown) => rethrow(what, error));
  // what it says of the error is not repeated: it may quote what it was called with
  if (FunctionError !== undefined) throw new Unavailable(what, new Error(`it ended with ${FunctionError}`));
  return JSON.parse(Payload === undefined ? '' : Buffer.from(Payload).toString());
}
