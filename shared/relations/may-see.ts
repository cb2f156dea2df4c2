import type { PrivacySetting } from '../protocol/index.ts';
import type { RelationsContext } from './context.ts';
import { allows } from './policy.ts';
import { relate } from './relate.ts';

/** Whether a user's setting lets a viewer in. A user who is no more has no settings. */
export async function maySee(
  context: Pick<RelationsContext, 'accounts' | 'directs' | 'presence' | 'relations'>,
  viewerId: string,
  ownerId: string,
  setting: PrivacySetting,
): Promise<boolean> {
  if (viewerId === ownerId) return true;
  const account = (await context.accounts.getMany([ownerId])).get(ownerId);
  if (!account) return false;
  const audience = account.privacy[setting];
  const { blocks } = await context.presence.of(ownerId);
  const asked = [{ userId: ownerId, blocks, contacts: audience === 'contacts' }];
  const relation = await relate(context, viewerId, 'owners', asked);
  return allows(setting, audience, relation(ownerId));
}
