import { reindex, reindexRequest, type App } from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import type { CommandFunction } from './command.ts';

/** It ends well before its time is over. */
const stepMilliseconds = 45_000;

/**
 * Makes what is missing of the search index of a conversation, as `npm run reindex -- --conversation <id>` does on one machine:
 * `{ conversation, anew?, from? }`. Resolves with `{ made, next? }`: with `next`, call it again with `from` set to that. Rejects
 * with a `ZodError` for another request, and as `reindex` does.
 */
export function reindexFunction(app: App): CommandFunction {
  return async (event) => {
    const request = reindexRequest.parse(event);
    const done = await reindex(app, request, { until: app.clock.now() + stepMilliseconds });
    app.log.info({ conversationId: request.conversation, ...done }, 'a search index was made');
    return done;
  };
}

export const lambda = defineLambda('command', reindexFunction);
