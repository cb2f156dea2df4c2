import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { loadLaterTexts } from './i18n/i18n.ts';

export type LoadPart<Props> = () => Promise<{ default: ComponentType<Props> }>;

/** Loads a part of the page with its texts. */
export async function loadPart<Props>(load: LoadPart<Props>): ReturnType<LoadPart<Props>> {
  const [part] = await Promise.all([load(), loadLaterTexts()]);
  return part;
}

/** A part of the page that is loaded when it is first shown: not a byte of it is in the first load. */
export const lazyPart = <Props>(load: LoadPart<Props>): LazyExoticComponent<ComponentType<Props>> =>
  lazy(() => loadPart(load));
