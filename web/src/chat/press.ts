/** A press of the pointer that may still be held. */
export interface Press {
  /** Where it began, in pixels. */
  readonly x: number;
  readonly isHeld: () => boolean;
}

/** Follows the press that just began. */
export function pressAt(x: number): Press {
  let held = true;
  const end = () => (held = false);
  addEventListener('pointerup', end, { once: true });
  addEventListener('pointercancel', end, { once: true });
  return { x, isHeld: () => held };
}
