import { Bone } from '../ui/skeleton.tsx';
import styles from './message-skeleton.module.css';

const widths = [12, 8, 17, 10, 14, 7];

/** Where messages will be. */
export const MessageSkeleton = () => (
  <div className={styles['skeleton']} aria-hidden="true">
    {widths.map((width, index) => (
      <span key={width} className={index % 3 === 1 ? styles['own'] : undefined}>
        <Bone width={width} height={2.25} />
      </span>
    ))}
  </div>
);
