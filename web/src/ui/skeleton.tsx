import { useEffect, useState, type ReactNode } from 'react';
import styles from './skeleton.module.css';

const patienceMs = 300;

/** Shows its children after 300 ms: what loads faster than that shows no placeholder. */
export function AfterPatience({ children }: { children: ReactNode }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return due && children;
}

/** A line of text, or with `round` a picture, that is not there yet. Sizes in rem. */
export const Bone = ({
  width,
  height = 0.75,
  round = false,
}: {
  width: number;
  height?: number;
  round?: boolean;
}) => (
  <span
    className={styles['bone']}
    style={{
      inlineSize: `${width}rem`,
      blockSize: `${height}rem`,
      borderRadius: round ? '999px' : '0.375rem',
    }}
  />
);
