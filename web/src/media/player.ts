import { alsoForget } from './forget.ts';
import { useCallback, useSyncExternalStore } from 'react';

/** What plays, or waits at its place. */
export interface Playback {
  readonly id: string;
  readonly playing: boolean;
  /** In seconds. */
  readonly at: number;
  readonly failed: boolean;
}

export const speeds = [1, 1.5, 2] as const;
const speedKey = 'chatflow speed';

/** One sound at a time, whatever is on screen: it goes on while the user reads another chat. */
let element: HTMLAudioElement | undefined;
let current: Playback | undefined;
let speed: number | undefined;
/** Where those that were left have come to, by id. */
const places = new Map<string, number>();
const listeners = new Set<() => void>();

function set(next: Playback | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

const change = (changes: Partial<Playback>) => {
  if (current !== undefined) set({ ...current, ...changes });
};

export function getSpeed(): number {
  if (speed !== undefined) return speed;
  let stored = 1;
  try {
    stored = Number(localStorage.getItem(speedKey) ?? 1);
  } catch {
    // storage is blocked: it begins at the usual speed
  }
  speed = speeds.find((one) => one === stored) ?? 1;
  return speed;
}

/** The next speed; it holds for all that plays later. */
export function nextSpeed(): void {
  speed = speeds[(speeds.findIndex((one) => one === getSpeed()) + 1) % speeds.length] ?? 1;
  try {
    localStorage.setItem(speedKey, String(speed));
  } catch {
    // as above
  }
  if (element !== undefined) element.playbackRate = speed;
  for (const listener of listeners) listener();
}

function audio(): HTMLAudioElement {
  if (element !== undefined) return element;
  const made = new Audio();
  made.addEventListener('playing', () => change({ playing: true, failed: false }));
  made.addEventListener('pause', () => change({ playing: false }));
  made.addEventListener('timeupdate', () => {
    if (current === undefined) return;
    places.set(current.id, made.currentTime);
    change({ at: made.currentTime });
  });
  made.addEventListener('ended', () => {
    if (current !== undefined) places.delete(current.id);
    change({ playing: false, at: 0 });
  });
  made.addEventListener('error', () => change({ playing: false, failed: true }));
  element = made;
  return made;
}

/** Plays a sound from where it was left, or pauses it. */
export function togglePlayback(id: string, url: string): void {
  const player = audio();
  if (current?.id === id && !current.failed) {
    if (!player.paused) {
      player.pause();
      return;
    }
  } else {
    player.pause();
    player.src = url;
    player.currentTime = places.get(id) ?? 0;
    set({ id, playing: true, at: places.get(id) ?? 0, failed: false });
  }
  player.playbackRate = getSpeed();
  player.preservesPitch = true;
  // why it cannot be played arrives as an event
  player.play().catch(() => change({ playing: false }));
}

/** Goes to a place, in seconds; one that does not play begins there later. */
export function seekPlayback(id: string, at: number): void {
  places.set(id, at);
  if (current?.id === id && element !== undefined) {
    element.currentTime = at;
    change({ at });
  } else {
    for (const listener of listeners) listener();
  }
}

/** Stops, as when a video begins. */
export function pausePlayback(): void {
  element?.pause();
}

function stopPlayback(): void {
  element?.pause();
  element?.removeAttribute('src');
  places.clear();
  set(undefined);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How a sound plays; `undefined` for one that does not. */
export function usePlayback(id: string): Playback | undefined {
  const read = useCallback(() => (current?.id === id ? current : undefined), [id]);
  return useSyncExternalStore(subscribe, read);
}

/** Where it would begin, or is. */
export function usePlace(id: string): number {
  const read = useCallback(() => (current?.id === id ? current.at : (places.get(id) ?? 0)), [id]);
  return useSyncExternalStore(subscribe, read);
}

export const useSpeed = (): number => useSyncExternalStore(subscribe, getSpeed);

// nothing goes on after the user has signed out
alsoForget(stopPlayback);
