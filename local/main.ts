import { readSettings, type Settings } from './settings.ts';
import { startRuntime, type Runtime } from './runtime.ts';
import { explainStartup } from './startup-failure.ts';

/** `npm start`: the backend on this machine until Ctrl-C. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const runtime = await startRuntime(settings).catch((error: unknown) => {
    throw new Error(explainStartup(error, settings), { cause: error });
  });
  announce(runtime, settings);
  const stop = () => {
    // a second Ctrl-C does not wait
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    console.log('\nStopping …');
    runtime.close().then(
      () => console.log('Stopped. Everything is stored.'),
      (error: unknown) => {
        console.error('Stopping failed:', error);
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function announce({ url }: Runtime, settings: Settings): void {
  const store =
    settings.TABLE === 'dynamodb'
      ? `DynamoDB at ${settings.DYNAMODB_ENDPOINT ?? ''}`
      : `SQLite in ${settings.DATA_DIR}/`;
  console.log(`ChatFlow is running.

  HTTP API    ${url}/v1
  WebSocket   ${url.replace('http', 'ws')}/ws
  Contract    ${url}/v1/openapi.json · ${url}/v1/asyncapi.json
  Data        ${store}

Try "npm run seed" for demo people, then "npm run chat -- --as alice --with bob". Stop with Ctrl-C.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
