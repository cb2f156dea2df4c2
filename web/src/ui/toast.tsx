import { useSyncExternalStore } from 'react';
import styles from './toast.module.css';

interface Toast {
  id: number;
  text: string;
}

const shownMs = 5_000;
const mostAtOnce = 3;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says something in passing; what a user must not miss belongs where it happened. The same text shows once. */
export function showToast(text: string): void {
  const id = ++lastId;
  change([...toasts.filter((toast) => toast.text !== text), { id, text }].slice(-mostAtOnce));
  setTimeout(() => change(toasts.filter((toast) => toast.id !== id)), shownMs);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear. Once a page. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={styles['toasts']} role="status">
      {shown.map(({ id, text }) => (
        <p key={id} className={styles['toast']}>
          {text}
        </p>
      ))}
    </div>
  );
}
