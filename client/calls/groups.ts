import {
  routes,
  type BannedUser,
  type Conversation,
  type GroupMember,
  type MemberRole,
  type Page,
  type UpdateGroupRequest,
} from '../api/protocol.ts';
import type { MemberOptions, PageOptions } from '../options.ts';
import { passOn, type CallContext } from './context.ts';

/**
 * What members do with a group: see who is in it, and, as its settings and their role allow, change that and the group itself.
 * Rejects with `not_a_group` for a direct conversation, and with `forbidden`, or `outranked` where a member's role is not below
 * yours. What happens reaches all members as system messages, and your state by itself.
 */
export class GroupCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Members, by pages; with `q` or `role` a page may hold fewer than asked for and still have a next one. */
  members(id: string, options: MemberOptions = {}): Promise<Page<GroupMember>> {
    return this.#context.session.call(routes.listMembers, { params: { id }, query: { ...options } });
  }

  /**
   * Adds users: all of them, or none. Rejects with `unknown_usernames`, `duplicate_usernames`, `already_member`,
   * `member_banned`, `invites_not_accepted`, `user_blocked`, whose `errors` name them, and with `group_full`.
   */
  add(id: string, usernames: string[]): Promise<Conversation> {
    return this.#met(this.#context.session.call(routes.addMembers, { params: { id }, body: { usernames } }));
  }

  /** Removes a member. Rejects with `member_not_found`. */
  async remove(id: string, userId: string): Promise<void> {
    await this.#context.session.call(routes.removeMember, { params: { id, userId } });
  }

  /** Makes a member an admin, or an admin a member: as the owner. */
  setRole(id: string, userId: string, role: Exclude<MemberRole, 'owner'>): Promise<GroupMember> {
    return this.#context.session.call(routes.updateMember, { params: { id, userId }, body: { role } });
  }

  /** Keeps a member from sending until a time (RFC 3339), or `forever`; `null` ends it. Rejects with `time_in_past`. */
  mute(id: string, userId: string, until: string | null): Promise<GroupMember> {
    const body = { mutedUntil: until };
    return this.#context.session.call(routes.updateMember, { params: { id, userId }, body });
  }

  /** Leaves. Of an owner who leaves, the longest-serving admin, or else member, takes over. */
  async leave(id: string): Promise<void> {
    await this.#context.session.call(routes.leaveGroup, { params: { id } });
  }

  /** Makes another member the owner, and you an admin. */
  transfer(id: string, userId: string): Promise<Conversation> {
    const call = this.#context.session.call(routes.transferGroup, { params: { id }, body: { userId } });
    return this.#met(call);
  }

  /** Changes the name, the picture, the text about it, or its settings. Fields that you leave out stay the same. */
  update(id: string, changes: UpdateGroupRequest): Promise<Conversation> {
    return this.#met(this.#context.session.call(routes.updateGroup, { params: { id }, body: changes }));
  }

  /** Deletes the group with everything in it: as its owner. */
  async delete(id: string): Promise<void> {
    await this.#context.session.call(routes.deleteGroup, { params: { id } });
  }

  /** The users who cannot come in, by pages. */
  bans(id: string, options: PageOptions = {}): Promise<Page<BannedUser>> {
    return this.#context.session.call(routes.listBans, { params: { id }, query: { ...options } });
  }

  /** Bans a user, and removes them if they are in; again is a no-op. */
  async ban(id: string, userId: string): Promise<void> {
    await this.#context.session.call(routes.banUser, { params: { id, userId } });
  }

  /** Ends a ban; without one it is a no-op. */
  async unban(id: string, userId: string): Promise<void> {
    await this.#context.session.call(routes.unbanUser, { params: { id, userId } });
  }

  #met(call: Promise<Conversation>): Promise<Conversation> {
    return passOn(this.#context, call, (conversation) => this.#context.feed.emit('met', conversation));
  }
}
