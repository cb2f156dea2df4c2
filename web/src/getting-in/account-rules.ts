import type { MessageKey } from '../i18n/i18n.ts';

/**
 * What the server will say of the fields of an account, said while they are typed. The server decides: what is missing here
 * comes back from it, at the same field.
 */
export const accountFields = ['name', 'username', 'email', 'password'] as const;
export type AccountField = (typeof accountFields)[number];

const longestName = 64;
const encoder = new TextEncoder();

export const isUsername = (text: string): boolean => /^[a-zA-Z][a-zA-Z0-9_.-]{2,31}$/.test(text);

/** Whether what is typed so far cannot become a username: said at once, and not only when the field is left. */
export const cannotBecomeUsername = (text: string): boolean =>
  text !== '' && !/^[a-zA-Z][a-zA-Z0-9_.-]{0,31}$/.test(text);

export function nameProblem(name: string): MessageKey | undefined {
  if (!/[^\s\p{Cf}\p{Cc}]/u.test(name)) return 'register.nameMissing';
  return [...name.trim()].length > longestName ? 'register.nameLong' : undefined;
}

export function passwordProblem(password: string): MessageKey | undefined {
  const bytes = encoder.encode(password.normalize('NFC')).length;
  if (bytes < 8) return 'register.passwordShort';
  return bytes > 72 ? 'register.passwordLong' : undefined;
}

/** What is wrong with a field. */
export const accountRules: Record<AccountField, (text: string) => MessageKey | undefined> = {
  name: nameProblem,
  username: (text) => (isUsername(text) ? undefined : 'register.usernameInvalid'),
  email: (text) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) ? undefined : 'register.emailInvalid'),
  password: passwordProblem,
};

/** What a field is called wrong where the server refuses what these rules let pass. */
export const refusedTexts: Record<AccountField, MessageKey> = {
  name: 'register.nameInvalid',
  username: 'register.usernameInvalid',
  email: 'register.emailInvalid',
  password: 'register.passwordInvalid',
};
