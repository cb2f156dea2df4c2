import { everyMember, type MemberPolicy } from '../conversations/index.ts';

/** Who may search what. */
export const searchPolicy = {
  /** Find messages of the conversation, as far back as one may read. */
  search: everyMember,
} as const satisfies MemberPolicy<string>;
