import type { Envelope } from '../platform/envelope.ts';
import type { Ports } from '../platform/ports.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { RealtimeContext } from '../realtime/index.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { AccountStore } from './store.ts';

/** What accounts stand on, besides what they need of realtime. */
export interface AccountsContext extends RealtimeContext, Pick<Ports, 'config' | 'passwords' | 'random'> {
  accessTokens: AccessTokens;
  accounts: AccountStore;
  envelope: Envelope;
  secrets: Secrets;
}
