/** What Discover opens above its list: a group, or the topics that one follows. */
export type Above = { groupId: string } | 'topics' | undefined;

export const topicsPath = '/discover/topics';
export const discoverPath = (groupId: string): string => `/discover/${encodeURIComponent(groupId)}`;

/** What a path opens above the list. */
export function aboveOf(path: string): Above {
  if (path === topicsPath) return 'topics';
  const [, id] = /^\/discover\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  try {
    return { groupId: decodeURIComponent(id) };
  } catch {
    // not an address that this page has made
    return undefined;
  }
}
