import { translate, type MessageKey } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { showToast } from '../ui/toast.tsx';

/** Puts a text on the clipboard, and says so with `done`. */
export function copyText(text: string, done: MessageKey): void {
  navigator.clipboard.writeText(text).then(
    () => showToast(translate(done)),
    (error: unknown) => {
      // the browser may refuse; the text is there to be selected
      showToast(translate('security.copyFailed'));
      report(error);
    },
  );
}
