import { DropdownMenu } from 'radix-ui';
import { classNames } from './class-names.ts';
import type { MenuProps } from './menu.tsx';
import styles from './menu.module.css';

/** The menu itself; not modal, since a modal one needs styles that the page's policy does not allow. */
export default function Dropdown({
  trigger,
  items,
  align = 'end',
  defaultOpen,
}: MenuProps & { defaultOpen: boolean }) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={defaultOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles['menu']} align={align} sideOffset={4} collisionPadding={8}>
          {items.map(({ label, icon, danger, onSelect }) => (
            <DropdownMenu.Item
              key={label}
              className={classNames(styles['item'], danger && styles['danger'])}
              onSelect={onSelect}
            >
              {icon}
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
