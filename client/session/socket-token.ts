import { routes } from '../api/protocol.ts';
import type { TokenDoubt } from '../connection/connection.ts';
import { hasCode } from '../errors.ts';
import type { Session } from './session.ts';

/** A token for the next handshake. After a failed one it is tried with a harmless call; only a renewal is proof. */
export async function socketToken(session: Session, doubt: TokenDoubt): Promise<string> {
  const sure = doubt === 'none' || (doubt === 'blocked' && (await renewed(session)));
  if (!sure) await session.call(routes.getOwnProfile);
  return session.token();
}

/** Renews the tokens. Resolves with whether that worked, as the rest may work without. Rejects with `signed_out`. */
async function renewed(session: Session): Promise<boolean> {
  try {
    await session.renew();
    return true;
  } catch (error) {
    if (hasCode(error, 'signed_out')) throw error;
    return false;
  }
}
