import { importRequest, importStep, type App } from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import type { CommandFunction } from './command.ts';

/** It ends well before its time is over. */
const stepMilliseconds = 45_000;

/**
 * Does a step of an import, for `npm run import -- --function <name>`: `{ begin }`, `{ people }`, `{ file }`, `{ complete }`,
 * `{ messages }` or `{ finish }`. Rejects with a `ZodError` for another request, and as `importStep` does.
 */
export function importFunction(app: App): CommandFunction {
  return async (event) => {
    const request = importRequest.parse(event);
    const done = await importStep(app, request, { until: app.clock.now() + stepMilliseconds });
    const [step] = Object.keys(request);
    app.log.info({ step }, 'a step of an import was done');
    return done;
  };
}

export const lambda = defineLambda('command', importFunction);
