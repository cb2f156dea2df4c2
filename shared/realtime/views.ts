import { wireTime } from '../platform/time.ts';
import type { OwnStatus, ServerEventData } from '../protocol/index.ts';
import type { Presence, UserPresence } from './model.ts';

/** How a person's own devices see them: also while they are invisible or hidden. */
export function ownView({ here, status, lastOnline }: UserPresence) {
  return { online: here, status: here ? status : ('offline' as const), lastOnline };
}

/** A person's presence on the wire, as others or their own devices see it. */
export function viewPresence(
  userId: string,
  { online, status, lastOnline }: Omit<Presence, 'status'> & { status: Presence['status'] | OwnStatus },
): ServerEventData<'presence:update'> {
  return { userId, online, status, lastOnline: lastOnline === null ? null : wireTime(lastOnline) };
}
