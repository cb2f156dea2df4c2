import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './tooltip.module.css';

export interface TooltipProps {
  label: ReactNode;
  keys?: string | undefined;
  children: ReactNode;
}

/** Shows the name of a control that has only an icon, or what else is to know of it, once the pointer rests on it or the keyboard reaches it. */
export function Tooltip({ label, keys, children }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
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
  );
}

/** Around the whole page. */
export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Primitive.Provider delayDuration={500} skipDelayDuration={200} disableHoverableContent>
    {children}
  </Primitive.Provider>
);
