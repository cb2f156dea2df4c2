import { forgetPending } from '../chat/pending-sends.ts';
import { forgetTrays } from '../chat/tray.ts';
import { forgetAvatars } from '../ui/uploaded-avatar.ts';
import { forgetLocalFiles } from './local-files.ts';
import { forgetMedia } from './sent-media.ts';

type Forget = () => void;
const more: Forget[] = [];

/** What the parts that are loaded later have to forget, too. */
export const alsoForget = (forget: Forget): void => void more.push(forget);

/** Nothing of the files of one user stays behind for the next: what plays and what is under way ends. */
export function forgetFiles(): void {
  for (const forget of more) forget();
  forgetTrays();
  forgetPending();
  forgetMedia();
  forgetLocalFiles();
  forgetAvatars();
}
