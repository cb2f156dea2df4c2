import type { Context } from 'aws-lambda';
import type { Clock } from '../../shared/platform/ports.ts';

/** A function did not answer in time. It may still be running: nothing can stop it. */
export class IntegrationTimeout extends Error {
  override readonly name = 'IntegrationTimeout';
}

/** The result of a function call, or a rejection with `IntegrationTimeout` after `ms`. */
export async function withinTime<T>(ms: number, call: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new IntegrationTimeout(`no answer within ${ms} ms`));
  }, ms);
  try {
    return await Promise.race([call(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function unsupported(): never {
  throw new Error('the Node 24 runtime has no callback style');
}
/** Still part of the type, from a style of handlers that is gone. */
const callbackStyle = { done: unsupported, fail: unsupported, succeed: unsupported };

/** What Lambda passes beside the event. */
export function lambdaContext(options: {
  functionName: string;
  requestId: string;
  deadline: number;
  clock: Clock;
}): Context {
  const { functionName, requestId, deadline, clock } = options;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
    ...callbackStyle,
  };
}
