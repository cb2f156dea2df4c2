import { en, type Messages } from './en.ts';

/** German. */
export const de: Messages = { ...en };
