import {
  accountStore,
  botTokenStore,
  createBotTokens,
  createAccessTokens,
  createGuesses,
  createRevocations,
  identityStore,
  invitationStore,
  linkTokenStore,
  passkeyStore,
  pushAddressStore,
  secondFactorStore,
  type AccountsContext,
} from './accounts/index.ts';
import type { AdminContext } from './admin/index.ts';
import type { AfterCommitContext } from './after-commit/index.ts';
import { conversationStore, type ConversationsContext } from './conversations/index.ts';
import { laterStore, type LaterContext } from './later/index.ts';
import { listingStore } from './listings/index.ts';
import { notificationStore, type NotificationsContext } from './notifications/index.ts';
import { groupStore, type GroupsContext } from './groups/index.ts';
import { mediaKeyStore, mediaStore, type MediaContext } from './media/index.ts';
import {
  attachmentStore,
  changeStore,
  draftStore,
  expiryStore,
  hiddenStore,
  maySeeMedia,
  messageStore,
  starStore,
  threadStore,
  voteStore,
  type MessagesContext,
} from './messages/index.ts';
import { createAuditLog } from './platform/audit/audit-log.ts';
import { createDeploymentSettings } from './platform/deployment-settings.ts';
import { createEnvelope } from './platform/envelope.ts';
import { createRateLimiter, noRateLimits } from './platform/limits/rate-limiter.ts';
import type { Ports } from './platform/ports.ts';
import { importStore, type MovingContext } from './moving/index.ts';
import { createPushSender } from './platform/push/push-sender.ts';
import { createSecrets } from './platform/secrets.ts';
import { presenceStore, watchStore, type RealtimeContext } from './realtime/index.ts';
import { searchStore, type SearchContext } from './search/index.ts';
import { hookStore, webhookStore, type WebhooksContext } from './webhooks/index.ts';
import { presenceSight, relationStore, type RelationsContext } from './relations/index.ts';

/** The ports and what every noun needs. Functions hold it; a use case names the context of its noun (the inbox's is that of messages). */
export type App = Ports &
  RealtimeContext &
  AccountsContext &
  RelationsContext &
  ConversationsContext &
  MessagesContext &
  LaterContext &
  GroupsContext &
  MediaContext &
  SearchContext &
  MovingContext &
  NotificationsContext &
  WebhooksContext &
  AdminContext &
  AfterCommitContext;

/** Puts the domain together on a set of ports: in AWS (`functions/composition.ts`) or on one machine (`local/`). */
export function createApp(ports: Ports): App {
  const { durable, ephemeral, keys, random, clock, config } = ports;
  const secrets = createSecrets(durable, keys);
  const conversations = conversationStore(durable);
  const attachments = attachmentStore(durable);
  const messages = messageStore(durable);
  const relations = relationStore(durable);
  const accounts = accountStore(durable, secrets);
  const tokens = botTokenStore(durable);
  const settings = createDeploymentSettings(ports);
  const envelope = createEnvelope({ keys, random, clock, cacheSeconds: config.dataKeyCacheSeconds });
  return {
    ...ports,
    secrets,
    envelope,
    settings,
    invitations: invitationStore(durable, secrets),
    accessTokens: createAccessTokens(ports),
    accounts,
    botTokens: createBotTokens({ ...ports, store: tokens, accounts }),
    botTokenStore: tokens,
    audit: createAuditLog({ ...ports, secrets }),
    guesses: createGuesses({ ephemeral, clock, limited: config.rateLimits === 'on' }),
    limits: config.rateLimits === 'on' ? createRateLimiter({ ...ports, settings }) : noRateLimits,
    links: linkTokenStore(durable, { random, clock }),
    secondFactors: secondFactorStore(durable),
    identities: identityStore({ durable, ephemeral }, { random, clock, secrets }),
    passkeys: passkeyStore({ durable, ephemeral }, { random, clock }),
    pushAddresses: pushAddressStore(durable),
    revocations: createRevocations({ ephemeral, clock, accessTokenSeconds: config.accessTokenSeconds }),
    relations,
    directs: conversations,
    sight: presenceSight({ relations, directs: conversations }),
    conversations,
    media: mediaStore({ durable, ephemeral }),
    mediaKeys: mediaKeyStore(durable, envelope),
    mediaSight: {
      visibleTo: (userId, mediaIds) =>
        maySeeMedia({ attachments, clock, conversations, messages }, userId, mediaIds),
    },
    messages,
    attachments,
    changes: changeStore(durable),
    threads: threadStore(durable),
    drafts: draftStore(durable),
    hidden: hiddenStore(durable),
    stars: starStore(durable),
    votes: voteStore(durable),
    expiries: expiryStore(durable),
    later: laterStore(durable),
    listings: listingStore(durable),
    groups: groupStore(durable),
    searchIndex: searchStore(durable),
    imports: importStore(durable),
    notifications: notificationStore(durable, config),
    webhooks: webhookStore(durable),
    hooks: hookStore(durable),
    pushSender: createPushSender(ports),
    presence: presenceStore(ephemeral, clock),
    watches: watchStore(ephemeral, clock),
  };
}

/** What no function does, but commands of the operators. */
export {
  auditRequest,
  byOperator,
  changeRole,
  idOfUsername,
  listAuditLog,
  reinstateRequest,
  reinstateUser,
  roleRequest,
  suspendRequest,
  suspendUser,
  verifyAuditLog,
  verifyRequest,
  type AuditReport,
  type FoundEntries,
} from './admin/index.ts';
export { conversationIdIn, headKey, rotateConversationKey } from './conversations/index.ts';
export {
  FormatError,
  formatVersion,
  importAnswers,
  importPlan,
  importRequest,
  ImportRefused,
  importStep,
  importSteps,
  isAdmitted,
  readLine,
  type FormatAttachment,
  type FormatEntity,
  type FormatMessage,
  type FormatPerson,
  type Header,
  type ImportAnswer,
  type ImportedMessage,
  type ImportRequest,
  type LeftOut,
  type Line,
  type PlacedPerson,
  type UploadTo,
} from './moving/index.ts';
export { reindex, reindexRequest, type Reindexed } from './search/index.ts';
export { holdsWrappedKey, rewrapItem, wrappedKeyIn } from './rewrap.ts';
