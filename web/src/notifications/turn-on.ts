import { showToast } from '../ui/toast.tsx';
import { translate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { thisDevice } from './device.ts';
import { deviceHint } from './device-hint.ts';

/** Asks the browser, and says what came of it. Only right after the user asked for it. */
export function turnOn(): void {
  thisDevice.turnOn().then(() => {
    const { state } = thisDevice.getSnapshot();
    if (state === 'on') showToast(translate('notifyDevice.turnedOn'));
    else if (state === 'open')
      showToast(`${translate('notifyDevice.turnedOn')} ${translate('notifyDevice.open')}`);
    else if (state === 'blocked') showToast(deviceHint(state, translate));
  }, report);
}
