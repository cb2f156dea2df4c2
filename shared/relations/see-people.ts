import { viewUserSummary, type Account } from '../accounts/index.ts';
import type { GuardedPresence, Presence } from '../realtime/index.ts';
import type { Privacy, UserSummary } from '../protocol/index.ts';
import type { RelationsContext } from './context.ts';
import { allows, type Relation } from './policy.ts';
import { relate } from './relate.ts';

/** A user as one viewer sees them. */
export interface SeenPerson {
  summary: UserSummary;
  /** `null`: hidden. */
  about: string | null;
}

export type SeeContext = Pick<RelationsContext, 'accounts' | 'directs' | 'presence' | 'relations'>;
/** What users show of themselves to others. */
const shownSettings = ['presence', 'about', 'avatar'] as const satisfies readonly (keyof Privacy)[];

/** Users as one viewer sees them; those without an account are missing. */
export interface SeenPeople {
  of: (userId: string) => SeenPerson | undefined;
  /** The same to any other user who is so related to them, of whose blocks nothing is known: these hide all of it from strangers. */
  to: (relation: 'contact' | 'stranger', userId: string) => SeenPerson | undefined;
}

/**
 * Users as the viewer sees them: what their settings or blocks keep from the viewer is hidden. Accounts and presences are a
 * batch each; blocks and contacts are read only of those who have them or ask for them, in a batch each too. `knownContacts`
 * are contacts for sure.
 */
export async function seePeople(
  context: SeeContext,
  viewerId: string,
  userIds: readonly string[],
  knownContacts?: ReadonlySet<string>,
): Promise<SeenPeople> {
  const [accounts, presences] = await Promise.all([
    context.accounts.getMany(userIds),
    context.presence.ofMany(userIds),
  ]);
  return seeFound(context, viewerId, accounts, presences, knownContacts);
}

/** The same of users whose accounts are at hand. */
export async function seeAccounts(
  context: SeeContext,
  viewerId: string,
  accounts: readonly Account[],
): Promise<SeenPeople> {
  const presences = await context.presence.ofMany(accounts.map(({ id }) => id));
  return seeFound(context, viewerId, new Map(accounts.map((one) => [one.id, one])), presences);
}

/** One user, of whom account and presence are at hand. */
export async function seePerson(
  context: SeeContext,
  viewerId: string,
  account: Account,
  presence: GuardedPresence,
): Promise<SeenPerson | undefined> {
  const { id } = account;
  return (await seeFound(context, viewerId, new Map([[id, account]]), new Map([[id, presence]]))).of(id);
}

async function seeFound(
  context: SeeContext,
  viewerId: string,
  accounts: ReadonlyMap<string, Account>,
  presences: ReadonlyMap<string, GuardedPresence>,
  knownContacts: ReadonlySet<string> = new Set(),
): Promise<SeenPeople> {
  const asked = [...accounts.values()].map(({ id, privacy }) => ({
    userId: id,
    blocks: presences.get(id)?.blocks ?? false,
    contacts: !knownContacts.has(id) && shownSettings.some((setting) => privacy[setting] === 'contacts'),
  }));
  const relationOf = await relate(context, viewerId, 'owners', asked);
  const see = (userId: string, relation: Relation) => {
    const account = accounts.get(userId);
    const { nowhere } = context.presence;
    return account && seenPerson(account, presences.get(userId), relation, nowhere);
  };
  return {
    of(userId) {
      const found = relationOf(userId);
      return see(userId, found === 'stranger' && knownContacts.has(userId) ? 'contact' : found);
    },
    to(relation, userId) {
      const mayHide = relation === 'stranger' && presences.get(userId)?.blocks;
      return see(userId, mayHide ? 'blocked' : relation);
    },
  };
}

function seenPerson(
  account: Account,
  guarded: GuardedPresence | undefined,
  relation: Relation,
  nowhere: Presence,
): SeenPerson {
  const { avatar, about, privacy } = account;
  const sees = (setting: (typeof shownSettings)[number]) => allows(setting, privacy[setting], relation);
  // the presence item decides for presence: a change is there first
  const here = guarded && allows('presence', guarded.audience, relation) ? guarded.shown : nowhere;
  const shown = { ...account, avatar: sees('avatar') ? avatar : null };
  return { summary: viewUserSummary(shown, here), about: sees('about') ? about : null };
}
