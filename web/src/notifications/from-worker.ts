import { wantMessage } from '../chat/wanted-message.ts';
import { navigate } from '../navigation.ts';
import { report } from '../report.ts';
import { seqInHash, type FromWorker } from '../worker/messages.ts';
import { thisDevice } from './device.ts';

/** Does what the worker asks for. The returned function ends that. */
export function followWorker(): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const { serviceWorker } = navigator;
  const follow = ({ data, ports: [answer] }: MessageEvent<FromWorker>) => {
    if (data.type === 'subscription') thisDevice.refresh().catch(report);
    else {
      answer?.postMessage('shown');
      if (data.conversationId !== undefined && data.seq !== undefined)
        wantMessage(data.conversationId, data.seq);
      navigate(data.path);
    }
  };
  serviceWorker.addEventListener('message', follow);
  serviceWorker.startMessages();
  return () => serviceWorker.removeEventListener('message', follow);
}

/** Shows the message that the address names, where a notice opened the page. */
export function showLinked(): void {
  const seq = seqInHash(location.hash);
  const [, id] = /^\/c\/([^/]+)$/.exec(location.pathname) ?? [];
  if (seq === undefined || id === undefined) return;
  history.replaceState(history.state, '', location.pathname);
  wantMessage(decodeURIComponent(id), seq);
}
