import { Tooltip as Primitive } from 'radix-ui';
import { useEffect } from 'react';
import { hideTooltip, type ShownTooltip } from './tooltip.ts';
import styles from './tooltip.module.css';

/** The tooltip, placed beside its control. It is not for screen readers: the control has a name. */
export default function TooltipPopup({ label, keys, anchor }: ShownTooltip) {
  useHidingWithout(anchor);
  const { x, y, width, height } = anchor.getBoundingClientRect();
  return (
    <Primitive.Provider>
      <Primitive.Root open onOpenChange={hideTooltip}>
        <Primitive.Trigger asChild>
          <span
            className={styles['place']}
            style={{ insetBlockStart: y, left: x, inlineSize: width, blockSize: height }}
            aria-hidden="true"
          />
        </Primitive.Trigger>
        <Primitive.Portal>
          <Primitive.Content
            className={styles['tooltip']}
            sideOffset={6}
            collisionPadding={8}
            aria-hidden="true"
          >
            {label}
            {keys !== undefined && <kbd className={styles['keys']}>{keys}</kbd>}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  );
}

/** A control that moves or goes says nothing of it: the next scroll, key or move of the pointer elsewhere hides its tooltip. */
function useHidingWithout(anchor: Element): void {
  useEffect(() => {
    const unlessOn = ({ target }: Event) => {
      if (!(target instanceof Node) || !anchor.contains(target)) hideTooltip();
    };
    const controller = new AbortController();
    const options = { signal: controller.signal, capture: true };
    addEventListener('pointermove', unlessOn, options);
    addEventListener('keydown', hideTooltip, options);
    addEventListener('scroll', hideTooltip, options);
    return () => controller.abort();
  }, [anchor]);
}
