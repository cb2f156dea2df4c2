import type { ReactNode } from 'react';
import type { MessageKey, Translate } from '../i18n/i18n.ts';
import styles from './frame.module.css';

/** Stands for an address while a text is put together: no address has it. */
const mark = '\u0000';

/** A text with an e-mail address in it, which stands out and reads from left to right. */
export function withAddress(t: Translate, key: MessageKey, email: string): ReactNode {
  const [before = '', after = ''] = t(key, { email: mark }).split(mark);
  return (
    <>
      {before}
      <bdi className={styles['address']}>{email}</bdi>
      {after}
    </>
  );
}
