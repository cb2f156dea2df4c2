/** The first of these texts that says something. */
export const firstFilled = (...texts: readonly (string | null | undefined)[]): string | undefined =>
  texts.find((text): text is string => typeof text === 'string' && text.trim() !== '');
