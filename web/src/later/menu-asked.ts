/** How long a finger rests, in milliseconds, so that it counts as a long press. */
const longPressMs = 450;

/** Calls back when the menu of a button is asked for: by a right click, a long press, or the menu key while it has the focus. */
export function onMenuAsked(button: HTMLElement, ask: () => void): () => void {
  const events = new AbortController();
  const { signal } = events;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const drop = () => clearTimeout(timer);
  function asked(event: Event): void {
    event.preventDefault();
    drop();
    ask();
  }
  button.addEventListener('contextmenu', asked, { signal });
  button.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) asked(event);
    },
    { signal },
  );
  // browsers of iPhones know no context menu
  button.addEventListener(
    'pointerdown',
    ({ pointerType }) => {
      drop();
      if (pointerType !== 'touch') return;
      timer = setTimeout(() => {
        // the finger that is lifted then does not send
        button.addEventListener('touchend', (end) => end.preventDefault(), { once: true, passive: false });
        ask();
      }, longPressMs);
    },
    { signal },
  );
  for (const type of ['pointerup', 'pointercancel']) button.addEventListener(type, drop, { signal });
  return () => {
    drop();
    events.abort();
  };
}
