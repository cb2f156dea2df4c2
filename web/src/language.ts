/** The language of a tag such as `en-GB`. */
export const languageOf = (tag: string): string => tag.split('-')[0] ?? tag;
