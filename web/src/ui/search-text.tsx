import type { ComponentProps } from 'react';

export interface SearchTextProps extends ComponentProps<'input'> {
  /** What it is for, which it says while it is empty too. */
  label: string;
}

/** An input for what to look for: nothing corrects or completes it, and it is written in the direction of its text. */
export const SearchText = ({ label, ...rest }: SearchTextProps) => (
  <input
    type="text"
    inputMode="search"
    enterKeyHint="search"
    autoComplete="off"
    autoCapitalize="none"
    spellCheck={false}
    dir="auto"
    maxLength={200}
    aria-label={label}
    placeholder={label}
    {...rest}
  />
);
