import type { Account } from '../accounts/index.ts';
import type { UserUpdate } from '../protocol/index.ts';
import type { RelationsContext } from './context.ts';
import { allows } from './policy.ts';
import { relate } from './relate.ts';

/** What some viewers may see of a user. */
export interface ShownUser {
  data: UserUpdate;
  viewerIds: string[];
}

/** What each of these viewers may see of a user now, those who see the same together: four groups at most. */
export async function showUserTo(
  context: Pick<RelationsContext, 'directs' | 'presence' | 'relations'>,
  account: Account,
  viewerIds: readonly string[],
): Promise<ShownUser[]> {
  const { id, username, name, avatar, about, privacy } = account;
  const { blocks } = await context.presence.of(id);
  const contacts = privacy.avatar === 'contacts' || privacy.about === 'contacts';
  const others = viewerIds.map((userId) => ({ userId, blocks, contacts }));
  const relation = await relate(context, id, 'viewers', others);
  const shown = new Map<string, ShownUser>();
  for (const viewerId of viewerIds) {
    const sees = (setting: 'avatar' | 'about') => allows(setting, privacy[setting], relation(viewerId));
    const data = {
      id,
      username,
      name,
      avatar: sees('avatar') ? avatar : null,
      about: sees('about') ? about : null,
    };
    const key = JSON.stringify(data);
    const same = shown.get(key) ?? { data, viewerIds: [] };
    same.viewerIds.push(viewerId);
    shown.set(key, same);
  }
  return [...shown.values()];
}
