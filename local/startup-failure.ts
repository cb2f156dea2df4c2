import { DataFolderNotWritable } from './data-folder.ts';
import type { Settings } from './settings.ts';
import { DatabaseLocked } from './table/sqlite-database.ts';

/** What to tell the person at the terminal when the runtime did not start. */
export function explainStartup(error: unknown, settings: Settings): string {
  const { DATA_DIR, HOST, PORT, DYNAMODB_ENDPOINT = '' } = settings;
  if (error instanceof DatabaseLocked) {
    return `The data folder ${DATA_DIR} is in use by another process. Is ChatFlow running already? Stop it, or choose another folder: DATA_DIR=… npm start`;
  }
  if (error instanceof DataFolderNotWritable) {
    return `The data folder ${DATA_DIR} cannot be written to. Make it writable, or choose another: DATA_DIR=… npm start`;
  }
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${PORT} is taken by another program. Stop that, or choose another port: PORT=… npm start`;
    case 'EACCES':
      return `Port ${PORT} may not be used by this user. Choose one above 1023: PORT=… npm start`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${HOST} is no address of this machine. Leave it out, or name one that is.`;
    case 'ECONNREFUSED':
      return `No DynamoDB answers at ${DYNAMODB_ENDPOINT}. Start it first.`;
    case 'ERR_SQLITE_ERROR':
      return `The database in ${DATA_DIR} cannot be opened: ${reason(error)}. Bring it back from a backup, or choose another folder: DATA_DIR=… npm start`;
    default:
      return reason(error);
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));
