import { Parser } from 'htmlparser2';

/** What a page says of itself, as it says it: addresses may be relative, texts of any length. */
export interface PageFacts {
  title?: string;
  description?: string;
  siteName?: string;
  picture?: string;
}

/** Which tag says what, the preferred one first. */
const sources = {
  title: ['og:title', 'twitter:title', '<title>'],
  description: ['og:description', 'twitter:description', 'description'],
  siteName: ['og:site_name'],
  picture: ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'],
} as const satisfies Record<keyof PageFacts, readonly string[]>;

const wanted: ReadonlySet<string> = new Set(Object.values(sources).flat());
/** The beginning of a title is enough, however long a page has it. */
const mostTitleCharacters = 2_000;

/** Reads the tags of Open Graph, of Twitter's cards, and the title of a page. Nothing of it is run or loaded. */
export function pageFacts(html: string): PageFacts {
  const found = new Map<string, string>();
  let title: string | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      // drawings have titles too
      if (name === 'title' && !found.has('<title>')) title = '';
      if (name === 'svg' && !found.has('<title>')) found.set('<title>', '');
      if (name !== 'meta') return;
      const about = (attributes['property'] ?? attributes['name'] ?? '').trim().toLowerCase();
      const content = attributes['content'] ?? '';
      if (wanted.has(about) && !found.has(about) && content.trim() !== '') found.set(about, content);
    },
    ontext(text) {
      if (title !== undefined && title.length < mostTitleCharacters) title += text;
    },
    onclosetag(name) {
      if (name !== 'title' || title === undefined) return;
      if (!found.has('<title>')) found.set('<title>', title);
      title = undefined;
    },
  });
  parser.end(html);
  const facts = Object.entries(sources).flatMap(([fact, names]) => {
    const value = names.map((name) => found.get(name)).find((one) => one !== undefined && one.trim() !== '');
    return value === undefined ? [] : [[fact, value] as const];
  });
  return Object.fromEntries(facts);
}
