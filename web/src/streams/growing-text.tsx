import { useEffect, useState } from 'react';
import { queries, useMediaQuery } from '../media-query.ts';
import styles from './streams.module.css';

/** Each frame shows this share of what is still to come: the next piece is there before the last one is shown whole. */
const share = 1 / 10;

/** How much of a text is shown: what is there at first at once, and what comes then smoothly. */
function useShown(text: string, still: boolean): string {
  const [length, setLength] = useState(text.length);
  const waits = !still && length < text.length;
  useEffect(() => {
    if (!waits) return undefined;
    const frame = requestAnimationFrame(() => setLength(length + Math.ceil((text.length - length) * share)));
    return () => cancelAnimationFrame(frame);
  }, [waits, length, text.length]);
  if (!waits) return text;
  const shown = text.slice(0, length);
  // no half of a character
  return shown.isWellFormed() ? shown : shown.slice(0, -1);
}

/** The text of a message that is being written, as it comes, with a caret. It is plain until it is whole. */
export default function GrowingText({ text }: { text: string }) {
  const still = useMediaQuery(queries.still);
  return (
    <>
      {useShown(text, still)}
      <span className={styles['caret']} aria-hidden="true" />
    </>
  );
}
