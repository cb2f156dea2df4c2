import { parseArgs } from 'node:util';
import { conversationIdIn, headKey, reindex } from '../../shared/app.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { onApp } from '../on-app.ts';
import type { Settings } from '../settings.ts';
import { pagesOfStoredKeys } from '../table/stored-keys.ts';

const usage = `npm run reindex                          makes what is missing of the search index of all conversations, SQLite only
    --conversation <id>                  of one conversation
    --after <id>                         of those that come after it, to go on after that one
    --anew                               makes what is there anew too
Stop the backend before, if it is on SQLite.`;

/** Between two lines of progress, in a conversation that is long. */
const progressBlocks = 500;

/**
 * `npm run reindex`: gives what to print. It can be broken off and begun again: what was made stays. Throws what went wrong, also where
 * the backend has the data folder.
 */
export async function reindexCommand(
  parameters: string[],
  settings: Settings,
  progress: (line: string) => void = () => undefined,
): Promise<string> {
  const { positionals, values } = parseArgs({
    args: parameters,
    allowPositionals: true,
    options: {
      conversation: { type: 'string' },
      after: { type: 'string' },
      anew: { type: 'boolean', default: false },
    },
  });
  const { conversation, after, anew } = values;
  if (positionals.length > 0 || (conversation !== undefined && after !== undefined)) throw new Error(usage);
  if (conversation === undefined && settings.TABLE !== 'sqlite') {
    throw new Error('Name a conversation (--conversation): on DynamoDB there is no list of them.');
  }
  return onApp(settings, async (app) => {
    const count = { conversations: 0, made: 0 };
    const reindexOne = async (id: string) => {
      const { made } = await reindex(
        app,
        { conversation: id, anew, from: 0 },
        {
          progress: (blocks, of) => {
            if (blocks % progressBlocks === 0) progress(`${id}: ${blocks} of ${of} blocks`);
          },
        },
      );
      count.conversations += 1;
      count.made += made;
      progress(`${id}: ${made} parts made`);
    };
    try {
      if (conversation !== undefined) await reindexOne(conversation);
      else for (const id of storedConversations(settings.DATA_DIR, after)) await reindexOne(id);
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'conversation_not_found') throw error;
      throw new Error('There is no such conversation.', { cause: error });
    }
    return `The search index of ${count.conversations} conversations is whole: ${count.made} parts were made.`;
  });
}

/** The ids of all conversations in a data folder, in the order in which they lie there. */
function* storedConversations(folder: string, after: string | undefined): Generator<string> {
  const pages = pagesOfStoredKeys(
    folder,
    (key) => conversationIdIn(key) !== undefined,
    after === undefined ? undefined : headKey(after),
  );
  for (const page of pages) for (const key of page) yield conversationIdIn(key) ?? '';
}
