import { tokenize } from 'linkifyjs';
import { memo, type ReactNode } from 'react';

const schemes = /^(https?:|mailto:)/i;
/** Every address has one of these in it; looking for one is far quicker than taking the text apart. */
const mayHaveLink = /\S[.:@]\S|localhost/i;

/** A text as people wrote it: line breaks stay, addresses become links, and nothing in it is ever markup. */
export const LinkedText = memo(function LinkedText({ text }: { text: string }): ReactNode {
  if (!mayHaveLink.test(text)) return text;
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
