import { ChatClientError } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';
import { accountFields, refusedTexts, type AccountField } from './account-rules.ts';

/** Why an account could not be created or changed: at its fields, or in one sentence where it is about none of them. */
export interface Refusal {
  fields: Partial<Record<AccountField, MessageKey | undefined>>;
  problem: string | undefined;
}

/** Takes an error of the client apart. */
export function refusalOf(error: unknown, t: Translate): Refusal {
  if (error instanceof ChatClientError) {
    if (error.code === 'username_taken') return at({ username: 'error.usernameTaken' });
    if (error.code === 'email_taken') return at({ email: 'error.emailTaken' });
    if (error.code === 'email_not_supported') return at({ email: 'error.emailNotSupported' });
    const refused = accountFields.filter((field) => error.errors?.some(({ path }) => path === field));
    if (refused.length > 0)
      return at(Object.fromEntries(refused.map((field) => [field, refusedTexts[field]])));
  }
  return { fields: {}, problem: explain(error, t) };
}

const at = (fields: Refusal['fields']): Refusal => ({ fields, problem: undefined });
