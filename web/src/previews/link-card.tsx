import { useState } from 'react';
import type { LinkPreview, Media } from '../../../client/index.ts';
import { Placeholder } from '../media/placeholder.tsx';
import { thumbnailSources } from '../media/thumbnails.ts';
import { useAddresses } from '../media/use-addresses.ts';
import { classNames } from '../ui/class-names.ts';
import { pictureShape, siteOf } from './card-parts.ts';
import styles from './link-card.module.css';

export interface LinkCardProps {
  preview: LinkPreview;
  /** Whether Tab stops here: where the message has the focus. */
  reachable: boolean;
}

/**
 * What the page says of itself that a link leads to. All of it is what strangers wrote, and shown as text; the host is that of the link
 * and not what the page calls itself.
 */
export default function LinkCard({ preview, reachable }: LinkCardProps) {
  const { title, description, siteName, media } = preview;
  const site = siteOf(preview.url);
  const shape = pictureShape(media);
  if (site === undefined) return null;
  return (
    <a
      className={classNames(styles['card'], shape === 'wide' && styles['wide'])}
      href={site.href}
      title={site.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      referrerPolicy="no-referrer"
      tabIndex={reachable ? 0 : -1}
    >
      <span className={styles['words']}>
        <span className={styles['site']}>
          {siteName !== undefined && <bdi className={styles['name']}>{siteName}</bdi>}
          <bdi className={styles['host']} dir="ltr">
            {site.host}
          </bdi>
        </span>
        <span className={styles['title']} dir="auto">
          {title}
        </span>
        {description !== undefined && (
          <span className={styles['description']} dir="auto">
            {description}
          </span>
        )}
      </span>
      {media !== undefined && shape !== undefined && <Picture media={media} wide={shape === 'wide'} />}
    </a>
  );
}

/** About how wide it is shown, in CSS pixels. */
const widths = { wide: 480, small: 72 };

/** Its room is there before it is: it says nothing that the title does not. */
function Picture({ media, wide }: { media: Media; wide: boolean }) {
  const addresses = useAddresses(media);
  const [shown, setShown] = useState<string>();
  const [broken, setBroken] = useState<string>();
  const width = widths[wide ? 'wide' : 'small'];
  const sources = thumbnailSources(media, addresses, width);
  const src = sources?.src === broken ? undefined : sources?.src;
  return (
    <span className={styles['picture']}>
      <Placeholder media={media} />
      {src !== undefined && (
        <img
          className={classNames(styles['image'], shown !== src && styles['hidden'])}
          src={src}
          srcSet={sources?.srcSet}
          sizes={sources?.srcSet && `${width}px`}
          alt=""
          draggable={false}
          decoding="async"
          onLoad={() => setShown(src)}
          onError={() => setBroken(src)}
        />
      )}
    </span>
  );
}
