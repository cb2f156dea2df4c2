import { accountStore, createAccessTokens, type AccessTokens, type AccountStore } from './accounts/index.ts';
import { conversationStore, type ConversationStore } from './conversations/index.ts';
import { messageStore, type MessageStore } from './messages/index.ts';
import { createEnvelope, type Envelope } from './platform/envelope.ts';
import type { Ports } from './platform/ports.ts';
import { createSecrets, type Secrets } from './platform/secrets.ts';
import { presenceStore, watchStore, type PresenceStore, type WatchStore } from './realtime/index.ts';

/** The ports and what the domain builds on them: the one object that every use case is given. */
export interface App extends Ports {
  envelope: Envelope;
  secrets: Secrets;
  accessTokens: AccessTokens;
  accounts: AccountStore;
  conversations: ConversationStore;
  messages: MessageStore;
  presence: PresenceStore;
  watches: WatchStore;
}

/** Puts the domain together on a set of ports: in AWS (`functions/composition.ts`) or on one machine (`local/`). */
export function createApp(ports: Ports): App {
  const { durable, ephemeral, keys, random, clock, config } = ports;
  const secrets = createSecrets(durable, keys);
  return {
    ...ports,
    secrets,
    envelope: createEnvelope({ keys, random, clock, cacheSeconds: config.dataKeyCacheSeconds }),
    accessTokens: createAccessTokens(ports),
    accounts: accountStore(durable, secrets),
    conversations: conversationStore(durable),
    messages: messageStore(durable),
    presence: presenceStore(ephemeral, clock),
    watches: watchStore(ephemeral, clock),
  };
}
