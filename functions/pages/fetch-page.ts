import { pageRequest, toAnswer, type PageAnswer } from '../../shared/platform/pages/page-call.ts';
import { createPageReader } from '../../shared/platform/pages/page-reader.ts';
import { defineIsolated } from '../lambda.ts';

/** Reads a page of the web: `{ url }`. Rejects with a `ZodError` for another request. */
export type PageFunction = (event: unknown) => Promise<PageAnswer>;

/** It is given nothing: no tables, no keys, no settings. It writes no log either, as an address is what a user wrote. */
export function fetchPageFunction(reader = createPageReader()): PageFunction {
  return async (event) => toAnswer(await reader.fetch(pageRequest.parse(event).url));
}

export const lambda = defineIsolated('page', fetchPageFunction);
