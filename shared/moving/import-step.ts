import type { MovingContext } from './context.ts';
import { beginImport, finishImport } from './import-conversation.ts';
import { beginFile, completeFile } from './import-files.ts';
import { importMessages } from './import-messages.ts';
import { importPeople } from './import-people.ts';
import type { ImportRequest } from './requests.ts';

/**
 * Does one step of an import. An import is many of them, each of which may be done again: one that is broken off goes on where it was.
 * `until`: a time in epoch milliseconds, after which the last step ends and says so. Throws as the steps do.
 */
export async function importStep(
  context: MovingContext,
  asked: ImportRequest,
  options: { until?: number } = {},
): Promise<object> {
  if ('begin' in asked) return beginImport(context, asked.begin);
  if ('people' in asked) return importPeople(context, asked.people);
  if ('file' in asked) return beginFile(context, asked.file);
  if ('complete' in asked) return completeFile(context, asked.complete);
  if ('messages' in asked) return importMessages(context, asked.messages);
  return finishImport(context, asked.finish, options);
}
