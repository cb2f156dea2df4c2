import type { Media } from './model.ts';
import styles from './placeholder.module.css';
import { placeholderUrl } from './draw-placeholder.ts';

/** A picture as a blur, in the size of what it stands in; nothing where there is none. */
export function Placeholder({ media: { placeholder } }: { media: Pick<Media, 'placeholder'> }) {
  const url = placeholder === undefined ? undefined : placeholderUrl(placeholder);
  return url !== undefined && <img className={styles['placeholder']} src={url} alt="" draggable={false} />;
}
