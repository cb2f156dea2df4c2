import { client } from '../chat-client.ts';
import { translate } from '../i18n/i18n.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import { showToast } from '../ui/toast.tsx';
import type { Media } from './model.ts';

/** Saves a file under its name: the browser loads it, so that it never is in the memory of the page. */
export async function download({ id, name }: Pick<Media, 'id' | 'name'>): Promise<void> {
  try {
    const address = await client.saveAddress(id);
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.rel = 'noopener';
    link.click();
  } catch (error) {
    if (isSignedOut(error)) return;
    showToast(translate('media.downloadFailed', { name }));
    if (!isPassing(error)) report(error);
  }
}
