import { useSyncExternalStore } from 'react';
import styles from './toast.module.css';

/** What a toast offers. */
export interface ToastAction {
  label: string;
  run: () => void;
}

interface Toast {
  id: number;
  text: string;
  action: ToastAction | undefined;
}

const shownMs = 5_000;
/** With an action, which has to be reached. */
const offeredMs = 20_000;
const mostAtOnce = 3;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says something in passing; what a user must not miss belongs where it happened. The same text shows once. */
export function showToast(text: string, action?: ToastAction): void {
  const id = ++lastId;
  change([...toasts.filter((toast) => toast.text !== text), { id, text, action }].slice(-mostAtOnce));
  setTimeout(() => close(id), action === undefined ? shownMs : offeredMs);
}

const close = (id: number) => change(toasts.filter((toast) => toast.id !== id));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear. Once a page. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={styles['toasts']} role="status">
      {shown.map(({ id, text, action }) => (
        <p key={id} className={styles['toast']}>
          {text}
          {action && (
            <button
              type="button"
              className={styles['action']}
              onClick={() => {
                close(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
