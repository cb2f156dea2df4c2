import { Window } from 'happy-dom';
import { act, createElement, StrictMode, type ReactNode } from 'react';
import { onTestFinished, vi } from 'vitest';
import { ChatProvider } from '../../../../client/react/index.ts';
import type { ChatClient } from '../../../../client/index.ts';

/**
 * A page for the rest of the test, with a component on it. Only what React looks for becomes global: the network stays
 * Node's own.
 */
export async function onPage(client: ChatClient, content: ReactNode) {
  const page = new Window();
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', page.document);
  vi.stubGlobal('HTMLElement', page.HTMLElement);
  vi.stubGlobal('HTMLIFrameElement', page.HTMLIFrameElement);
  vi.stubGlobal('Node', page.Node);
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // Looks for a page when it is loaded.
  const { createRoot } = await import('react-dom/client');
  const place = document.createElement('div');
  // React listens at the root, which events reach only in the page.
  document.body.append(place);
  const root = createRoot(place);
  const inProvider = (child: ReactNode) =>
    createElement(StrictMode, null, createElement(ChatProvider, { client, children: child }));
  const render = (child: ReactNode) => act(async () => root.render(inProvider(child)));
  const close = () => act(async () => root.unmount());
  await render(content);
  let open = true;
  const end = async () => {
    if (!open) return;
    open = false;
    await close();
    await page.happyDOM.close();
    vi.unstubAllGlobals();
  };
  onTestFinished(end);
  const click = (selector: string) =>
    act(async () => {
      const element = place.querySelector<HTMLElement>(selector);
      if (element === null) throw new Error(`There is no ${selector}.`);
      element.click();
    });
  return { text: () => place.textContent, render, click, close: end };
}

/** Waits until `check` throws no more, and lets React render what comes meanwhile. */
export async function eventuallyOnPage(check: () => void): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await act(() => new Promise((resolve) => setTimeout(resolve, 2)));
    try {
      check();
      return;
    } catch (error) {
      if (attempt > 2_000) throw error;
    }
  }
}
