import { indexedDbStorage } from '../../../client/push/index.ts';

/** Where the client of the page keeps the session, too. */
export const databaseName = 'chatflow';
const key = 'chatflow language';

/** For the worker, which has no `localStorage`: the language that the user chose for this device. */
export const storeLanguage = async (language: string): Promise<void> =>
  indexedDbStorage(databaseName).set(key, language);

export const storedLanguage = async (): Promise<string | undefined> =>
  (await indexedDbStorage(databaseName).get(key)) ?? undefined;
