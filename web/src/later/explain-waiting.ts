import { hasCode } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import type { Translate } from '../i18n/i18n.ts';
import { FilesMissing } from '../media/files-missing.ts';

/** Why something that waits was refused, in the user's language. */
export function explainWaiting(error: unknown, t: Translate): string {
  if (hasCode(error, 'too_many_scheduled')) return t('waiting.tooMany');
  if (hasCode(error, 'too_many_reminders')) return t('reminders.tooMany');
  if (hasCode(error, 'scheduled_not_found')) return t('waiting.gone');
  if (error instanceof FilesMissing) return t('waiting.filesMissing');
  return explain(error, t);
}
