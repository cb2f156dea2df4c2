/** The languages that mails are written in, the first for all others. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
