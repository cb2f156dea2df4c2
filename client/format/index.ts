/** Markdown of a small kind, to what a message says, and back. */
export type { Formatted, Mentionable, Whom } from './formatted.ts';
export { fromMarkdown } from './from-markdown.ts';
export { mentionableIn, toMarkdown } from './to-markdown.ts';
