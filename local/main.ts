import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { builtFolder, ensureWeb, WebBuildError } from '../web/build/build-web.ts';
import { readSettings, type Settings } from './settings.ts';
import { startRuntime, type Runtime } from './runtime.ts';
import { explainStartup } from './startup-failure.ts';

/** `npm start`: the backend and the web client on this machine until Ctrl-C. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const runtime = await startRuntime(settings).catch((error: unknown) => {
    throw new Error(explainStartup(error, settings), { cause: error });
  });
  runtime.mailbox.onMail(({ to, subject }) => {
    console.log(`A mail came for ${to}: “${subject}”. Read it at ${runtime.url}/_local/mail`);
  });
  const stopping = new AbortController();
  const stop = () => {
    // a second Ctrl-C does not wait
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    console.log('\nStopping …');
    stopping.abort();
    runtime.close().then(
      () => console.log('Stopped. Everything is stored.'),
      (error: unknown) => {
        console.error('Stopping failed:', error);
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // the APIs answer meanwhile
  const web = settings.WEB === 'on' && (await buildWeb(stopping.signal));
  if (!stopping.signal.aborted) announce(runtime, settings, web);
}

/** Whether there is a web client to show. A build that fails keeps nothing else from running. */
async function buildWeb(signal: AbortSignal): Promise<boolean> {
  try {
    await ensureWeb({ say: (line) => console.log(line), signal });
  } catch (error) {
    if (signal.aborted) return false;
    const reason = error instanceof WebBuildError ? error.message : error;
    console.error('The web client could not be built.', reason);
  }
  return existsSync(join(builtFolder, 'index.html'));
}

function announce({ url }: Runtime, settings: Settings, web: boolean): void {
  const store =
    settings.TABLE === 'dynamodb'
      ? `DynamoDB at ${settings.DYNAMODB_ENDPOINT ?? ''}`
      : `SQLite in ${settings.DATA_DIR}/`;
  const client = settings.WEB === 'off' ? [] : [`  Web client  ${web ? `${url}/` : 'not built, see above'}`];
  const hint = web
    ? 'Open the web client in two windows and register two people, or try "npm run seed" for demo people.'
    : 'Try "npm run seed" for demo people, then "npm run chat -- --as alice --with bob".';
  console.log(
    [
      'ChatFlow is running.',
      '',
      ...client,
      `  HTTP API    ${url}/v1`,
      `  WebSocket   ${url.replace('http', 'ws')}/ws`,
      `  Contract    ${url}/v1/openapi.json · ${url}/v1/asyncapi.json`,
      `  Mail        ${url}/_local/mail`,
      `  Data        ${store}`,
      '',
      `${hint} Stop with Ctrl-C.`,
    ].join('\n'),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
