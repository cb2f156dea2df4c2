/** The words that narrow a search for messages, in all languages: `from:ann`. What each is, `search/typed-search.ts` says. */
const filter = /(^|\s)(from|von|in|before|vor|after|nach):/i;

/** Whether only messages are looked for: chats and people have no sender and no time. */
export const hasFilter = (typed: string): boolean => filter.test(typed);
