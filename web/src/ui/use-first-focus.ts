import { useLayoutEffect, type RefObject } from 'react';

/**
 * Gives a field the focus as it appears, also in a dialog that opens with it: opening one moves the focus to its first
 * control, unless a field says so by an attribute, which React does not write.
 */
export function useFirstFocus(field: RefObject<HTMLInputElement | null>, wanted: boolean): void {
  useLayoutEffect(() => {
    if (!wanted) return;
    field.current?.setAttribute('autofocus', '');
    field.current?.focus();
  }, [field, wanted]);
}
