import { use, useMemo } from 'react';
import type * as Uqr from 'uqr';
import styles from './second-factor.module.css';

/** Loaded when the first code is shown; the promise is kept for the next ones. */
let loading: Promise<typeof Uqr> | undefined;
const load = () => (loading ??= import('uqr'));

/** A QR code, drawn here: what it says reaches no other server. Always dark on light, which every camera reads. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { encode } = use(load());
  const { size, path } = useMemo(() => {
    const { size: side, data } = encode(text, { ecc: 'M', border: 2 });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: side, path: squares.join('') };
  }, [encode, text]);
  return (
    <svg
      className={styles['qr']}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
