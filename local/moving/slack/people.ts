import type { FormatPerson } from '../../../shared/app.ts';
import { firstFilled } from './filled.ts';
import type { SlackMessage, SlackUser } from './schemas.ts';

/** The people of a workspace, by what an export calls them: each under one name, and no two under the same. */
export class SlackPeople {
  readonly #users: ReadonlyMap<string, SlackUser>;
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(users: Iterable<SlackUser>) {
    this.#users = new Map([...users].map((user) => [user.id, user]));
    for (const [id, { name }] of this.#users) this.#take(id, name ?? id);
  }

  #take(id: string, wanted: string): string {
    const name = wanted === '' || this.#taken.has(wanted) ? id : wanted;
    this.#names.set(id, name);
    this.#taken.add(name);
    return name;
  }

  /** The name under which the lines have a user; of one whom the list of users lacks, the id. */
  nameOf = (id: string): string => this.#names.get(id) ?? this.#take(id, id);

  /** Whether a user can be a member: no bot, and not deleted. */
  isHere(id: string): boolean {
    const user = this.#users.get(id);
    return user !== undefined && user.deleted !== true && user.is_bot !== true;
  }

  person(id: string, role?: 'owner' | 'admin' | 'member', shown?: string): FormatPerson {
    const { profile, real_name: realName, name } = this.#users.get(id) ?? { id };
    const { display_name: displayName, real_name: profileName } = profile ?? {};
    const email = profile?.email ?? '';
    return {
      username: this.nameOf(id),
      id: `slack:${id}`,
      name: firstFilled(displayName, profileName, realName, shown, name) ?? id,
      ...(email !== '' && { email }),
      ...(role !== undefined && { role }),
    };
  }
}

/** Who wrote a message, by id: a user, or a program. */
export function authorOf({ user, bot_id: bot, username }: SlackMessage): string {
  const program = firstFilled(bot, username) ?? 'unknown';
  return firstFilled(user) ?? `bot-${program}`.slice(0, longestId);
}
const longestId = 100;

/** How the author of a message was shown with it. */
export const shownAuthor = ({ user_profile: profile, username, bot_profile: bot }: SlackMessage) =>
  firstFilled(profile?.display_name, profile?.real_name, username, bot?.name);
