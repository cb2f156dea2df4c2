import { registerSW } from 'virtual:pwa-register';
import { translate } from './i18n/i18n.ts';
import { report } from './report.ts';
import { showToast } from './ui/toast.tsx';

/** Keeps the page itself in the browser, so that it opens at once and without a network. A new version comes with the next start. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  registerSW({
    onNeedRefresh: () => showToast(translate('app.newVersion')),
    onRegisterError: report,
  });
}
