import { isDeepStrictEqual } from 'node:util';
import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import {
  blockPolicy,
  blockStanding,
  communityOf,
  conversationPolicy,
  permit,
  permitInGroup,
  settingsOf,
  type Head,
  type HeadChange,
  type Member,
} from '../conversations/index.ts';
import { getConversation } from '../inbox/index.ts';
import { adoptAvatar, releaseAvatar } from '../media/index.ts';
import type { SystemContent } from '../messages/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { Write } from '../platform/table.ts';
import type { Community, Conversation, GroupSettings, UpdateGroupRequest } from '../protocol/index.ts';
import { changeGroupAs, type Changed } from './change-group.ts';
import type { GroupsContext } from './context.ts';
import { changedTexts } from './welcome.ts';

/**
 * Changes the name, the picture, the texts of a group, its settings, and who finds it; of any conversation how long messages stay.
 * Each of these is an entry of its own in the sequence. What stays as it is changes nothing. Throws `conversation_not_found`, `not_a_group`, `forbidden`, `user_blocked`, and like
 * `adoptAvatar` for a picture that cannot be one.
 */
export async function updateGroup(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  request: UpdateGroupRequest,
): Promise<{ conversation: Conversation } & Changed> {
  await context.limits.take('manageGroup', caller.userId);
  const { expiry, ...ofGroup } = request;
  const { name, avatar, about, settings, welcome, rules } = ofGroup;
  const { visibility, joining, topics, language } = request;
  const community = given({ visibility, joining, topics, language });
  let formerAvatar: string | null = null;
  const changed = await changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    const { head } = acting;
    const changesInfo = [name, avatar, about].some((field) => field !== undefined);
    const changesExpiry = expiry !== undefined && !isDeepStrictEqual(expiry, head.expiry ?? null);
    if (head.isGroup || given(ofGroup)) {
      // who changes both needs both
      permitInGroup(changesInfo ? 'changeInfo' : 'seeMembers', acting);
      const changed = [settings, community, welcome, rules, expiry];
      if (changed.some((field) => field !== undefined)) permitInGroup('changeSettings', acting);
    } else {
      permitInDirect(head, acting.me);
    }

    const aboutNow = about === undefined ? undefined : await changedAbout(context, head, about);
    const nextSettings = settings && withChanges(settingsOf(head), settings);
    const nextCommunity = community && withChanges(communityOf(head), community);
    const texts = await changedTexts(context, head, { welcome, rules });
    const says: SystemContent[] = [];
    const uses: Write[] = [];
    formerAvatar = null;
    const set: NonNullable<HeadChange['set']> = {};
    if (name !== undefined && name !== head.name) {
      says.push({ type: 'renamed', name });
      set.name = name;
    }
    if (avatar !== undefined && avatar !== head.avatar) {
      says.push({ type: 'avatar', avatar });
      set.avatar = avatar;
      uses.push(...(await adoptAvatar(context, caller.userId, avatar, conversationId)));
      formerAvatar = head.avatar;
    }
    if (aboutNow !== undefined) {
      says.push({ type: 'about', about: aboutNow });
      set.hasAbout = aboutNow !== null;
    }
    if (nextSettings) {
      says.push({ type: 'settings', settings: nextSettings });
      set.settings = nextSettings;
    }
    if (nextCommunity) {
      says.push({ type: 'community', community: nextCommunity });
      set.community = nextCommunity;
    }
    if (texts) {
      says.push(...texts.says);
      Object.assign(set, texts.set);
    }
    if (changesExpiry) {
      says.push({ type: 'expiry', expiry });
      set.expiry = expiry;
    }
    const [first, ...more] = says;
    if (!first) return undefined;
    const becomes = (nextCommunity ?? communityOf(head)).visibility;
    return {
      says: [first, ...more],
      set,
      writes: [
        ...uses,
        ...(aboutNow === undefined ? [] : [context.conversations.aboutWrite(conversationId, aboutNow)]),
        ...(texts ? [texts.write] : []),
      ],
      ...((nextSettings ?? nextCommunity ?? texts ?? (changesExpiry && head.isGroup)) && {
        audit: {
          action: 'change-group-settings',
          actor: caller.userId,
          subject: conversationId,
          outcome: 'done',
          source: auditSource(source),
          detail: becomes === communityOf(head).visibility ? {} : { visibility: becomes },
        },
      }),
    };
  });
  await releaseAvatar(context, formerAvatar);
  return { conversation: await getConversation(context, caller, conversationId), ...changed };
}

/** Either member of a direct conversation says how long messages stay, unless there is a block. Throws `user_blocked`, `forbidden`. */
function permitInDirect(head: Head, me: Member): void {
  permit(conversationPolicy, 'changeExpiry', me);
  const reach = blockPolicy.changeExpiry[blockStanding(head, me.userId)];
  if (reach !== 'all') throw new ChatError(reach);
}

/** The text about the group if it becomes another one; blank is none. `undefined`: it stays. */
async function changedAbout(
  { conversations }: GroupsContext,
  head: Head,
  about: string | null,
): Promise<string | null | undefined> {
  const wanted = about?.trim() ? about : null;
  const before = head.hasAbout ? ((await conversations.abouts([head.id])).get(head.id) ?? null) : null;
  return wanted === before ? undefined : wanted;
}

type Changes<T> = { [Name in keyof T]?: T[Name] | undefined };

/** Those of the fields that a request gives. `undefined`: none. */
function given<T extends object>(fields: Changes<T>): Changes<T> | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}

/** The fields of now with these changes, if that makes them other ones. `undefined`: they stay. */
function withChanges<T extends Community | GroupSettings>(before: T, changes: Changes<T>): T | undefined {
  const defined = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const after: T = { ...before, ...defined };
  return isDeepStrictEqual(after, before) ? undefined : after;
}
