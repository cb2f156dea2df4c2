import styles from './waveform.module.css';

const most = 31;
/** In the units of its picture: a bar and the gap behind it, and the height of the loudest. */
const step = 4;
const bar = 2.5;
const height = 32;

/** One bar for each peak, as a path. The quietest is a dot. */
export function waveformPath(peaks: readonly number[]): string {
  return peaks
    .map((peak, index) => {
      const size = Math.max(bar, (Math.min(peak, most) / most) * height);
      const radius = bar / 2;
      const top = (height - size) / 2 + radius;
      return `M${index * step + radius} ${round(top)}V${round(height - top)}`;
    })
    .join('');
}

const round = (value: number) => Math.round(value * 100) / 100;

export interface WaveformProps {
  /** 0 to 31 each. */
  peaks: readonly number[];
  /** How much of it has been played, 0 to 1. */
  played: number;
}

/** How loud a voice note is from its beginning to its end: what was played is darker. */
export function Waveform({ peaks, played }: WaveformProps) {
  const path = waveformPath(peaks);
  const width = peaks.length * step;
  return (
    <span className={styles['waveform']} aria-hidden="true">
      {[false, true].map((isPlayed) => (
        <svg
          key={String(isPlayed)}
          className={styles[isPlayed ? 'played' : 'whole']}
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          style={isPlayed ? { clipPath: `inset(0 ${round((1 - played) * 100)}% 0 0)` } : undefined}
        >
          <path d={path} strokeWidth={bar} />
        </svg>
      ))}
    </span>
  );
}
