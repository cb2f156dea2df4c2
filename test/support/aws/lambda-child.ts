interface Invocation {
  number: number;
  event: unknown;
  xRayTraceId?: string;
}

/**
 * What Lambda's runtime does with a bundle, in its own process: import it once, then call its `handler` with one event
 * after the other. Started by `startLambda`; events and results travel over the process's channel.
 */
const { handler } = (await import(process.argv[2] ?? '')) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};

process.on('message', ({ number, event, xRayTraceId }: Invocation) => {
  const context = {
    awsRequestId: `request-${number}`,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    xRayTraceId,
  };
  handler(event, context).then(
    (result) => process.send?.({ number, result }),
    (error: unknown) =>
      process.send?.({ number, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.send?.('ready');
