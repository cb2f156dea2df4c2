import type { MediaContext } from '../media/index.ts';
import type { AuditLog } from '../platform/audit/audit-log.ts';
import type { DeploymentSettingsStore } from '../platform/deployment-settings.ts';
import type { Envelope } from '../platform/envelope.ts';
import type { Ports, WorkQueue } from '../platform/ports.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { RealtimeContext, RealtimeWork } from '../realtime/index.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { BotTokens } from './bots/bot-tokens.ts';
import type { BotTokenStore } from './bots/token-store.ts';
import type { Guesses } from './guesses.ts';
import type { IdentityStore } from './identity-store.ts';
import type { InvitationStore } from './invitations.ts';
import type { LinkTokenStore } from './link-tokens.ts';
import type { PasskeyStore } from './passkey-store.ts';
import type { PushAddressStore } from './push-addresses.ts';
import type { Revocations } from './revocations.ts';
import type { SecondFactorStore } from './second-factor-store.ts';
import type { AccountStore } from './store.ts';
import type { AccountWork } from './work.ts';

/** What accounts stand on, besides what they need of realtime. */
export interface AccountsContext
  extends
    RealtimeContext,
    Pick<MediaContext, 'media'>,
    Pick<Ports, 'config' | 'mailer' | 'passwords' | 'providers' | 'random'> {
  accessTokens: AccessTokens;
  accounts: AccountStore;
  audit: AuditLog;
  botTokens: BotTokens;
  botTokenStore: BotTokenStore;
  guesses: Guesses;
  identities: IdentityStore;
  links: LinkTokenStore;
  passkeys: PasskeyStore;
  pushAddresses: PushAddressStore;
  revocations: Revocations;
  secondFactors: SecondFactorStore;
  invitations: InvitationStore;
  settings: DeploymentSettingsStore;
  work: WorkQueue<AccountWork | RealtimeWork>;
  envelope: Envelope;
  secrets: Secrets;
}
