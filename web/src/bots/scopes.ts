import type { CreateBotTokenRequest } from '../../../client/index.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

export type Scope = CreateBotTokenRequest['scopes'][number];
export type ScopeGroup = 'read' | 'write';

/** What a token may be allowed: whether that is to look or to do something. A scope without a row does not compile. */
const groups: Readonly<Record<Scope, ScopeGroup>> = {
  'messages:read': 'read',
  'conversations:read': 'read',
  'users:read': 'read',
  'media:read': 'read',
  'messages:write': 'write',
  'conversations:write': 'write',
  'members:write': 'write',
  'media:write': 'write',
  presence: 'write',
  profile: 'write',
};
const isScope = (text: string): text is Scope => Object.hasOwn(groups, text);

export const scopeGroups = ['read', 'write'] as const satisfies readonly ScopeGroup[];
export const scopesIn = (group: ScopeGroup): Scope[] =>
  Object.keys(groups)
    .filter(isScope)
    .filter((scope) => groups[scope] === group);

/** What a program needs that answers in its chats. */
export const usualScopes: readonly Scope[] = ['messages:read', 'conversations:read', 'messages:write'];

const nameKey = (scope: Scope): MessageKey => `scope.${scope}`;

/** A scope in a few words; one of a later version as the server calls it. */
export const scopeName = (scope: string, t: Translate): string =>
  isScope(scope) ? t(nameKey(scope)) : scope;

/** What a scope allows, in a sentence. */
export const scopeHint = (scope: Scope, t: Translate): string => t(`scopeHint.${scope}`);
