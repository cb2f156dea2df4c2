import { useEffect } from 'react';
import { useNotificationCount } from '../../../client/react/index.ts';
import { report } from '../report.ts';

const icons = { none: '/icon.svg', some: '/icon-unread.svg' } as const;

function showIcon(which: keyof typeof icons): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null && link.getAttribute('href') !== icons[which]) link.setAttribute('href', icons[which]);
}

function showBadge(count: number): void {
  if ('setAppBadge' in navigator) navigator.setAppBadge(count).catch(report);
}

/** That something waits: a dot on the icon of the tab, and the number on the icon of the installed app. */
export function UnreadSigns() {
  const count = useNotificationCount();
  useEffect(() => {
    // until it is known, what the worker said last stays
    if (count === undefined) return;
    showIcon(count > 0 ? 'some' : 'none');
    showBadge(count);
  }, [count]);
  useEffect(
    () => () => {
      showIcon('none');
      showBadge(0);
    },
    [],
  );
  return null;
}
