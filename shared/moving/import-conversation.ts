import type * as z from 'zod';
import { conversationKeyContext, type Head, type Member } from '../conversations/index.ts';
import { operator } from '../platform/audit/actions.ts';
import { newId } from '../platform/ids.ts';
import { limits } from '../protocol/index.ts';
import { reindex } from '../search/index.ts';
import type { MovingContext } from './context.ts';
import { ImportRefused } from './refused.ts';
import type { beginRequest, finishRequest, ImportAnswer } from './requests.ts';
import type { StoredImport, StoredPerson } from './store.ts';

/** Begins an import, or says how far the one is that was begun: whatever comes again has the same id. */
export async function beginImport(
  context: MovingContext,
  { import: id, name, about, createdAt }: z.infer<typeof beginRequest>,
): Promise<ImportAnswer<'begin'>> {
  const before = await context.imports.get(id);
  const stored = before ?? (await context.imports.begin(id, await freshImport()));
  const { conversationId, lastSeq, finishedAt } = stored;
  return { conversationId, lastSeq, finished: finishedAt !== undefined };

  async function freshImport(): Promise<StoredImport> {
    const conversationId = newId(context.random, 'cnv');
    const { keyId, wrapped } = await context.envelope.newKey(conversationKeyContext(conversationId));
    const made = Math.min(context.clock.now(), Date.parse(createdAt));
    return { conversationId, keyId, wrappedKey: wrapped, name, about, createdAt: made, lastSeq: 0 };
  }
}

/**
 * Shows an imported conversation to its members, all of it at once, and as read by all; then makes its search index. With `until`, a
 * time in epoch milliseconds, it ends after it and says with which block to go on. It may be done again. Throws `ImportRefused`.
 */
export async function finishImport(
  context: MovingContext,
  { import: id, lastSeq, owner, from }: z.infer<typeof finishRequest>,
  { until = Infinity }: { until?: number } = {},
): Promise<ImportAnswer<'finish'>> {
  const stored = await context.imports.get(id);
  if (!stored) throw new ImportRefused('The import was not begun.');
  const { conversationId } = stored;
  if (stored.finishedAt === undefined) {
    if (stored.lastSeq !== lastSeq) {
      throw new ImportRefused(`Of ${lastSeq} messages ${stored.lastSeq} are stored: the others come first.`);
    }
    await show(context, id, stored, owner);
    await context.imports.finish(id, context.clock.now());
  }
  await context.imports.clear(id);
  const { next } = await reindex(context, { conversation: conversationId, anew: false, from }, { until });
  return { conversationId, ...(next !== undefined && { next }) };
}

/** The head comes last: until then the conversation does not exist for its members. */
async function show(
  context: MovingContext,
  id: string,
  stored: StoredImport,
  ownerName: string | undefined,
): Promise<void> {
  const { conversations, clock } = context;
  const { conversationId, about, lastSeq, lastAt, createdAt } = stored;
  // a crash after this was done, and before it was noted
  if (await conversations.head(conversationId)) return;
  const roles = rolesOf((await context.imports.people(id)).values());
  const ownerId = await ownerOf(context, ownerName, roles);
  roles.set(ownerId, 'owner');
  if (roles.size > limits.groupMembers) {
    throw new ImportRefused(`It has ${roles.size} members: a group has at most ${limits.groupMembers}.`);
  }
  const pins = (await context.changes.pinned(conversationId)).length;
  const head: Head = {
    id: conversationId,
    isGroup: true,
    name: stored.name,
    avatar: null,
    createdAt,
    createdBy: ownerId,
    memberCount: roles.size,
    membersVersion: 1,
    lastSeq,
    // it stands in lists where its last message does
    lastActivityAt: lastAt ?? createdAt,
    keyId: stored.keyId,
    wrappedKey: stored.wrappedKey,
    ...(about !== null && { hasAbout: true }),
    ...(pins > 0 && { pins }),
  };
  const joinedAt = clock.now();
  const members = [...roles].map(([userId, role]): Member => {
    const wanted = role === 'owner' && userId !== ownerId ? 'admin' : role;
    const marks = { deliveredSeq: lastSeq, readSeq: lastSeq };
    return { userId, role: wanted, joinedAt, notifications: 'all', ...marks };
  });
  const entry = await context.audit.entry({
    action: 'import-conversation',
    actor: operator,
    subject: conversationId,
    outcome: 'done',
    detail: { owner: ownerId },
  });
  await conversations.create(head, members, [
    entry,
    ...(about === null ? [] : [conversations.aboutWrite(conversationId, about)]),
  ]);
}

/** Of members who can sign in, what they are; the highest where two people have one account. */
function rolesOf(people: Iterable<StoredPerson>): Map<string, Member['role']> {
  const order: readonly Member['role'][] = ['owner', 'admin', 'member'];
  const roles = new Map<string, Member['role']>();
  for (const { userId, role, made } of people) {
    if (role === undefined || made?.canSignIn === false) continue;
    const known = roles.get(userId);
    if (known === undefined || order.indexOf(role) < order.indexOf(known)) roles.set(userId, role);
  }
  return roles;
}

/** Whom the operator names, or who it was, or else the first admin or member. */
async function ownerOf(
  { accounts }: MovingContext,
  name: string | undefined,
  roles: ReadonlyMap<string, Member['role']>,
): Promise<string> {
  if (name !== undefined) {
    const userId = await accounts.idOfUsername(name);
    if (userId === undefined) throw new ImportRefused(`There is no user ${name}.`);
    return userId;
  }
  for (const wanted of ['owner', 'admin', 'member'] as const) {
    for (const [userId, role] of roles) if (role === wanted) return userId;
  }
  throw new ImportRefused('None of its members has an account here: name the owner of the group.');
}
