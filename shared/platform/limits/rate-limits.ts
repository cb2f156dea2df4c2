/** How often something may be done. */
export interface RateLimit {
  /** Whom it counts: each of these has an allowance of its own. */
  per: 'user' | 'session' | 'address' | 'mailbox';
  /** How many at once. */
  burst: number;
  /** In how many seconds one more is allowed after that. */
  refillSeconds: number;
  /**
   * An instance writes down what it let through in lots of this size, and in between goes by what it wrote last. A lot
   * costs one write, so that 10 makes it a tenth of a write each; every instance may let through one lot too many.
   */
  lot: number;
  /** What happens while the table that counts is down. */
  whenDown: 'allow' | 'refuse';
}

/**
 * Every limit on how often, in one place. The bursts are far beyond what a person does; what they stop is a program. Guesses of
 * passwords and codes are limited by `accounts/guesses.ts`, since there it matters whether they were right.
 */
export const rateLimits = {
  /** Signing in, whatever the account: one address trying names and passwords. */
  login: { per: 'address', burst: 100, refillSeconds: 1, lot: 1, whenDown: 'refuse' },
  /** Signing in with a provider: each step of it may ask the provider. */
  provider: { per: 'address', burst: 100, refillSeconds: 1, lot: 1, whenDown: 'refuse' },
  /** New accounts. A school of 200 behind one address can sign up in one lesson. */
  register: { per: 'address', burst: 200, refillSeconds: 5, lot: 1, whenDown: 'refuse' },
  /** Asking whether a username is free, at each pause while one types it. */
  checkUsername: { per: 'address', burst: 100, refillSeconds: 1, lot: 5, whenDown: 'allow' },
  /** Asking for a mail that resets the password: one address, and one mailbox wherever the requests come from. */
  forgotPassword: { per: 'address', burst: 20, refillSeconds: 30, lot: 1, whenDown: 'refuse' },
  resetMail: { per: 'mailbox', burst: 5, refillSeconds: 180, lot: 1, whenDown: 'refuse' },
  /** Following a link of a mail: a link cannot be guessed, so this only spares work. */
  redeemLink: { per: 'address', burst: 60, refillSeconds: 5, lot: 1, whenDown: 'allow' },
  /** Turning digests off by a link: providers of mailboxes do that for many users, from few addresses. */
  unsubscribe: { per: 'address', burst: 1_000, refillSeconds: 0.05, lot: 20, whenDown: 'allow' },
  /** Mails that a signed-in user has sent to their own or to a new address. */
  accountMail: { per: 'user', burst: 5, refillSeconds: 180, lot: 1, whenDown: 'refuse' },
  /** Trading refresh tokens: one is due every 15 minutes. */
  refresh: { per: 'session', burst: 30, refillSeconds: 10, lot: 1, whenDown: 'allow' },
  connect: { per: 'user', burst: 100, refillSeconds: 1, lot: 1, whenDown: 'allow' },
  send: { per: 'user', burst: 1_000, refillSeconds: 0.05, lot: 10, whenDown: 'allow' },
  /** Writing on at messages that are open: five of them at once, each five times a second. */
  append: { per: 'user', burst: 1_000, refillSeconds: 0.04, lot: 500, whenDown: 'allow' },
  /** Saving a draft, at each pause while one types. */
  saveDraft: { per: 'user', burst: 200, refillSeconds: 0.5, lot: 5, whenDown: 'allow' },
  /** Scheduling messages and setting reminders, and changing them: each sets a timer. */
  later: { per: 'user', burst: 200, refillSeconds: 1, lot: 1, whenDown: 'allow' },
  /** Reacting, and taking that back: each takes a number and is pushed, as a message is. */
  react: { per: 'user', burst: 200, refillSeconds: 0.5, lot: 5, whenDown: 'allow' },
  createConversation: { per: 'user', burst: 200, refillSeconds: 5, lot: 1, whenDown: 'allow' },
  /** Each request adds up to 45 members, whom it pushes the group to. */
  addMembers: { per: 'user', burst: 100, refillSeconds: 5, lot: 1, whenDown: 'allow' },
  /** Changing a group or its members: each change is pushed to all of them. */
  manageGroup: { per: 'user', burst: 200, refillSeconds: 2, lot: 1, whenDown: 'allow' },
  createInvite: { per: 'user', burst: 50, refillSeconds: 10, lot: 1, whenDown: 'allow' },
  /** Making and changing bots and their tokens. */
  manageBots: { per: 'user', burst: 60, refillSeconds: 10, lot: 1, whenDown: 'allow' },
  /** Opening an invite. A code cannot be guessed, so this only spares work. */
  previewInvite: { per: 'user', burst: 60, refillSeconds: 2, lot: 1, whenDown: 'allow' },
  /** Joining a group, or asking to: what is done is pushed to its members or admins. */
  joinGroup: { per: 'user', burst: 60, refillSeconds: 5, lot: 1, whenDown: 'allow' },
  /** Trying a webhook: each try is a request to another server. */
  testWebhook: { per: 'user', burst: 20, refillSeconds: 10, lot: 1, whenDown: 'refuse' },
  /** Posting by an incoming webhook, of which each has a bot: less than people may, as a program that runs wild posts on and on. */
  postToHook: { per: 'user', burst: 100, refillSeconds: 1, lot: 1, whenDown: 'allow' },
  /** Posting to an address that no incoming webhook has. A secret cannot be guessed, so this only spares work. */
  unknownHook: { per: 'address', burst: 60, refillSeconds: 5, lot: 1, whenDown: 'allow' },
  /** Beginning an upload; how many bytes that may be on a day is limited besides. */
  createMedia: { per: 'user', burst: 300, refillSeconds: 1, lot: 1, whenDown: 'allow' },
  /** Previews of links in what a user sends: each reads a page and a picture of the web. */
  previewLink: { per: 'user', burst: 30, refillSeconds: 5, lot: 1, whenDown: 'refuse' },
  search: { per: 'user', burst: 100, refillSeconds: 0.5, lot: 5, whenDown: 'allow' },
  /** Searching messages, at each pause while one types. */
  searchMessages: { per: 'user', burst: 100, refillSeconds: 0.5, lot: 5, whenDown: 'allow' },
  /** Looking for public groups. */
  discover: { per: 'user', burst: 100, refillSeconds: 0.5, lot: 5, whenDown: 'allow' },
  /** Saying which conversation a device shows, with each step through a list. */
  focus: { per: 'user', burst: 200, refillSeconds: 0.2, lot: 20, whenDown: 'allow' },
  /** Subscribing to pushes: once with each start of a client. */
  subscribePush: { per: 'user', burst: 60, refillSeconds: 10, lot: 1, whenDown: 'allow' },
  typing: { per: 'user', burst: 200, refillSeconds: 0.2, lot: 20, whenDown: 'allow' },
  watchPresence: { per: 'user', burst: 100, refillSeconds: 0.5, lot: 10, whenDown: 'allow' },
  sync: { per: 'user', burst: 200, refillSeconds: 0.2, lot: 10, whenDown: 'allow' },
  /** All requests and frames of a person together. */
  everything: { per: 'user', burst: 5_000, refillSeconds: 0.01, lot: 250, whenDown: 'allow' },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof rateLimits;
