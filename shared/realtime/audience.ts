/** Whom to push to, page by page, so that neither memory nor a request grows with them. */
export interface Audience {
  /** About how many they are. */
  readonly size: number;
  /** Their user ids, each once. */
  pages(): AsyncIterable<readonly string[]> | Iterable<readonly string[]>;
}

/** These people, in one page. */
export const theseUsers = (userIds: readonly string[]): Audience => ({
  size: userIds.length,
  pages: () => [userIds],
});

/** The same people but one. */
export const allBut = (userId: string, audience: Audience): Audience => ({
  size: audience.size,
  async *pages() {
    for await (const page of audience.pages()) yield page.filter((id) => id !== userId);
  },
});
