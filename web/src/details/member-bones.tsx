import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import styles from './details.module.css';

const widths = [9, 7, 11, 8];

/** In place of people who are being loaded. */
export const MemberBones = () => (
  <div aria-hidden="true">
    <AfterPatience>
      {widths.map((width) => (
        <div key={width} className={styles['member']}>
          <Bone width={2.5} height={2.5} round />
          <span className={styles['bones']}>
            <Bone width={width} />
            <Bone width={width - 3} height={0.625} />
          </span>
        </div>
      ))}
    </AfterPatience>
  </div>
);
