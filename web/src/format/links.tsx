import { tokenize } from 'linkifyjs';
import { memo, type ReactNode } from 'react';

const schemes = /^(https?:|mailto:)/i;

/** A text as people wrote it: line breaks stay, addresses become links, and nothing in it is ever markup. */
export const LinkedText = memo(function LinkedText({ text }: { text: string }): ReactNode {
  return tokenize(text).map((token, index) => {
    const value = token.toString();
    if (!token.isLink) return value;
    const href = token.toHref('https');
    if (!schemes.test(href)) return value;
    return (
      <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
        {value}
      </a>
    );
  });
});
