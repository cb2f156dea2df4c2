import { lazy, Suspense, useState, type ReactNode } from 'react';
import styles from './menu.module.css';

export interface MenuAction {
  label: string;
  icon?: ReactNode;
  danger?: boolean;
  onSelect: () => void;
}

export interface MenuProps {
  /** The control that opens it. */
  trigger: ReactNode;
  items: readonly MenuAction[];
  align?: 'start' | 'end';
}

/** Positions, keys and focus of menus are much code: it comes right after the page is there. */
const Dropdown = lazy(() => import('./dropdown.tsx'));

/** A menu of actions. A click that comes before the menu is loaded opens it then. */
export function Menu(props: MenuProps) {
  const [asked, setAsked] = useState(false);
  return (
    <Suspense
      fallback={
        <span className={styles['waiting']} onClick={() => setAsked(true)}>
          {props.trigger}
        </span>
      }
    >
      <Dropdown {...props} defaultOpen={asked} />
    </Suspense>
  );
}
