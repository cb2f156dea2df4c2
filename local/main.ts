import { readSettings, type Settings } from './settings.ts';
import { startRuntime, type Runtime } from './runtime.ts';
import { DatabaseLocked, DataFolderNotWritable } from './table/sqlite-database.ts';

/** `npm start`: the backend on this machine until Ctrl-C. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const runtime = await startRuntime(settings).catch((error: unknown) => {
    throw new Error(explain(error, settings), { cause: error });
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

function announce({ url, port }: Runtime, settings: Settings): void {
  const store =
    settings.TABLE === 'dynamodb'
      ? `DynamoDB at ${settings.DYNAMODB_ENDPOINT ?? ''}`
      : `SQLite in ${settings.DATA_DIR}/`;
  console.log(`ChatFlow is running.

  HTTP API    ${url}/v1
  WebSocket   ws://localhost:${port}/ws
  Contract    ${url}/v1/openapi.json · ${url}/v1/asyncapi.json
  Data        ${store}

Try "npm run seed" for demo people, then "npm run chat -- --as alice --with bob". Stop with Ctrl-C.`);
}

/** What to tell the person who started it. */
function explain(error: unknown, settings: Settings): string {
  if (error instanceof DatabaseLocked) {
    return `${error.message}. Is ChatFlow running already? Stop it, or choose another folder: DATA_DIR=… npm start`;
  }
  if (error instanceof DataFolderNotWritable) {
    return `${error.message}. Make it writable, or choose another: DATA_DIR=… npm start`;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `Port ${settings.PORT} is taken by another program. Stop that, or choose another port: PORT=… npm start`;
  }
  if (code === 'EACCES') {
    return `Port ${settings.PORT} may not be used by this user. Choose one above 1023: PORT=… npm start`;
  }
  if (code === 'ECONNREFUSED') {
    return `No DynamoDB answers at ${settings.DYNAMODB_ENDPOINT ?? ''}. Start it first.`;
  }
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
