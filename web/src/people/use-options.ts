import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

export interface Options<Key extends string> {
  /** The chosen option, which Enter takes. */
  active: Key | undefined;
  /** For the input that the options belong to. */
  input: {
    role: 'combobox';
    'aria-expanded': boolean;
    'aria-controls': string;
    'aria-autocomplete': 'list';
    'aria-activedescendant': string | undefined;
    onKeyDown: (event: KeyboardEvent) => void;
  };
  /** For the list. */
  list: { role: 'listbox'; id: string; ref: RefObject<HTMLDivElement | null> };
  /** For each option. */
  option: (key: Key) => {
    role: 'option';
    id: string;
    'aria-selected': boolean;
    onPointerMove: () => void;
    onClick: () => void;
  };
}

interface Settings<Key extends string> {
  /** What is typed: with other options, the choice begins at the first one again. */
  query: string;
  /** In their order on screen. */
  keys: readonly Key[];
  onChoose: (key: Key) => void;
  /** Several can be chosen: `aria-selected` says which are, in place of which one Enter takes. */
  chosen?: ReadonlySet<Key>;
}

/** A list of options below an input, which keeps the focus: arrows move the choice, Enter takes it. The first one is chosen at first. */
export function useOptions<Key extends string>({
  query,
  keys,
  onChoose,
  chosen,
}: Settings<Key>): Options<Key> {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [moved, setMoved] = useState<{ to: Key | undefined; query: string }>();
  const moveTo = (to: Key | undefined) => setMoved({ to, query });
  const active =
    moved?.to !== undefined && moved.query === query && keys.includes(moved.to) ? moved.to : keys[0];
  const idOf = (key: Key) => `${id}-${key}`;
  const activeId = active === undefined ? undefined : idOf(active);

  useEffect(() => {
    if (activeId === undefined) return;
    list.current?.querySelector(`#${CSS.escape(activeId)}`)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to an input method while it composes
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = active === undefined ? -1 : keys.indexOf(active);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      moveTo(keys[(at + step + keys.length) % keys.length]);
    } else if (event.key === 'Enter') {
      if (active !== undefined) onChoose(active);
    } else return;
    event.preventDefault();
  };

  return {
    active,
    input: {
      role: 'combobox',
      'aria-expanded': keys.length > 0,
      'aria-controls': id,
      'aria-autocomplete': 'list',
      'aria-activedescendant': activeId,
      onKeyDown,
    },
    list: { role: 'listbox', id, ref: list },
    option: (key) => ({
      role: 'option',
      id: idOf(key),
      'aria-selected': chosen === undefined ? key === active : chosen.has(key),
      onPointerMove: () => key !== active && moveTo(key),
      onClick: () => onChoose(key),
    }),
  };
}
