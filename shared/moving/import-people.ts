import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { placeAccount, placedName, placedUsername } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { email as emailForm, hasAsciiMailbox } from '../protocol/index.ts';
import type { MovingContext } from './context.ts';
import { ImportRefused } from './refused.ts';
import type { importedPerson, peopleRequest, PlacedPerson } from './requests.ts';
import type { StoredPerson } from './store.ts';

type Person = z.infer<typeof importedPerson>;

/** Usernames that are tried where one is taken. */
const usernameAttempts = 50;

/**
 * Finds the account of each person, or makes one. One that exists is theirs where the operator says so, or where it has proved the
 * address that they had; never because of its name. It may be done again. Throws `ImportRefused`.
 */
export async function importPeople(
  context: MovingContext,
  { import: id, people }: z.infer<typeof peopleRequest>,
): Promise<{ people: PlacedPerson[] }> {
  if (!(await context.imports.get(id))) throw new ImportRefused('The import was not begun.');
  const placed: PlacedPerson[] = [];
  // one after the other, as two may have the same address
  for (const person of people) placed.push(await importPerson(context, id, person));
  return { people: placed };
}

async function importPerson(context: MovingContext, id: string, person: Person): Promise<PlacedPerson> {
  const { username } = person;
  const before = await context.imports.person(id, username);
  const stored = before ?? (await context.imports.addPerson(id, username, await personOf(context, person)));
  const known = await context.accounts.get(stored.userId);
  if (known) {
    const outcome = !stored.made ? 'account' : stored.made.canSignIn ? 'made' : 'placeholder';
    return { username, as: known.username, outcome };
  }
  const made = await makeAccount(context, id, person, stored);
  return { username, as: made.username, outcome: made.canSignIn ? 'made' : 'placeholder' };
}

async function personOf(context: MovingContext, person: Person): Promise<StoredPerson> {
  const role = person.role === undefined ? {} : { role: person.role };
  if (person.account !== undefined) {
    const userId = await context.accounts.idOfUsername(person.account);
    if (userId === undefined) throw new ImportRefused(`There is no user ${person.account}.`);
    return { userId, ...role };
  }
  const same = person.sameName === true ? await context.accounts.idOfUsername(person.username) : undefined;
  if (same !== undefined) return { userId: same, ...role };
  const address = addressOf(person);
  const holder = address === undefined ? undefined : await holderOf(context, address);
  // who registered with an address and did not prove it may not be who it belongs to; an account without a password was made here
  if (holder && (holder.emailVerified || holder.passwordHash === '')) return { userId: holder.id, ...role };
  const canSignIn = address !== undefined && !holder;
  const made = { username: placedUsername(person.username, 0), canSignIn };
  const fresh: StoredPerson = { userId: newId(context.random, 'usr'), made };
  if (person.id === undefined) return { ...fresh, ...role };
  const { userId, made: first = made } = await context.imports.addOrigin(originOf(person.id), fresh);
  return { userId, made: first, ...role };
}

/** An id of any length, as a key. */
const originOf = (id: string): string => createHash('sha256').update(id).digest('hex');

async function holderOf({ accounts }: MovingContext, address: string) {
  const userId = await accounts.idOfEmail(address);
  return userId === undefined ? undefined : accounts.get(userId);
}

/** The address of a person, if accounts here can have it. */
function addressOf({ email }: Person): string | undefined {
  const { success, data } = emailForm.safeParse(email);
  return success && hasAsciiMailbox(data) ? data : undefined;
}

/** The name of the account is noted before it is made, so that an attempt after a crash goes on with it. */
async function makeAccount(
  context: MovingContext,
  id: string,
  person: Person,
  stored: StoredPerson,
): Promise<NonNullable<StoredPerson['made']>> {
  let canSignIn = stored.made?.canSignIn ?? false;
  for (let attempt = 0; attempt < usernameAttempts; attempt += 1) {
    const made = { username: placedUsername(person.username, attempt), canSignIn };
    await context.imports.noteMade(id, person.username, made);
    try {
      await placeAccount(context, {
        id: stored.userId,
        username: made.username,
        name: placedName(person.name, made.username),
        email: canSignIn ? addressOf(person) : undefined,
      });
      return made;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'email_taken') {
        // registered at this moment
        canSignIn = false;
        attempt -= 1;
      } else if (error.code !== 'username_taken') throw error;
    }
  }
  throw new ImportRefused(`There are too many users like ${person.username}: say which account is theirs.`);
}
