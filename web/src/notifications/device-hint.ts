import type { Translate } from '../i18n/i18n.ts';
import { unblocking } from './device.ts';
import type { DeviceState } from './this-device.ts';

/** What the state of this device means, and what to do about it. */
export function deviceHint(state: DeviceState, t: Translate): string {
  switch (state) {
    case 'blocked':
      return `${t('notifyDevice.blocked')} ${t(`notifyDevice.blockedHow.${unblocking}`)}`;
    case 'install':
      return `${t('notifyDevice.install')} ${t('notifyDevice.installHow')}`;
    case 'unsupported':
    case 'off':
    case 'open':
    case 'on':
      return t(`notifyDevice.${state}`);
  }
}
