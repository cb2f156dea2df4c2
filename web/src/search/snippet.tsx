import type { SearchMark } from '../../../client/index.ts';
import { excerpt } from './excerpt.ts';
import styles from './search.module.css';

/** A text around the words that were found in it, which are marked. */
export const Snippet = ({ text, marks }: { text: string; marks: readonly SearchMark[] }) =>
  excerpt(text, marks).map((piece, index) =>
    piece.found ? (
      <mark key={index} className={styles['mark']}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
