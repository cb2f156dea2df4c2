import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import styles from './button.module.css';
import { hideTooltip, withTooltip } from './tooltip.ts';

export interface ButtonProps extends ComponentProps<'button'> {
  kind?: 'primary' | 'secondary' | 'ghost' | 'danger';
  /** Over the whole width. */
  wide?: boolean;
  /** What it does is under way: it stays in place and takes no second click. */
  busy?: boolean;
  /** What stands on it while it takes no click, as until when. */
  paused?: string | undefined;
}

export function Button({
  kind = 'secondary',
  wide,
  busy,
  paused,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const isOff = busy === true || paused !== undefined;
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        styles['button'],
        styles[kind],
        wide && styles['wide'],
        paused !== undefined && styles['paused'],
        className,
      )}
      aria-busy={busy}
      aria-disabled={isOff}
      onClick={isOff ? (event) => event.preventDefault() : onClick}
    >
      {busy && <span className={styles['spinner']} aria-hidden="true" />}
      <span className={classNames(styles['label'], busy && styles['hidden'])}>{paused ?? children}</span>
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** What it does: its name for screen readers, and its tooltip. */
  label: string;
  /** The keys that do the same, for the tooltip. */
  keys?: string;
  kind?: 'plain' | 'primary';
  /** Without one in a dialog, which covers tooltips: they would show behind it. */
  tooltip?: boolean;
}

export function IconButton({
  label,
  keys,
  kind = 'plain',
  tooltip = true,
  className,
  onPointerDown,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...(tooltip && withTooltip({ label, keys }))}
      {...rest}
      onPointerDown={(event) => {
        hideTooltip();
        onPointerDown?.(event);
      }}
      aria-label={label}
      className={classNames(styles['icon'], styles[`icon-${kind}`], className)}
    />
  );
}
