import {
  routes,
  type BannedUser,
  type Conversation,
  type CreateInviteRequest,
  type GroupMember,
  type GroupWelcome,
  type Invite,
  type InvitePreview,
  type JoinReply,
  type JoinRequest,
  type MemberRole,
  type Page,
  type RequestToJoin,
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

  /** Invites that can still be used, newest first, by pages: as an admin all, else your own. */
  invites(id: string, options: PageOptions = {}): Promise<Page<Invite>> {
    return this.#context.session.call(routes.listInvites, { params: { id }, query: { ...options } });
  }

  /** Makes an invite: those who may add members can. Rejects with `time_in_past`, `too_many_invites`. */
  createInvite(id: string, body: CreateInviteRequest = {}): Promise<Invite> {
    return this.#context.session.call(routes.createInvite, { params: { id }, body });
  }

  /** Revokes an invite: your own, or as an admin any. */
  async revokeInvite(id: string, code: string): Promise<void> {
    await this.#context.session.call(routes.revokeInvite, { params: { id, code } });
  }

  /**
   * The group that an invite leads to, and its rules. Rejects with `invite_not_found`, `invite_expired`, `invite_revoked`,
   * `invite_used_up`, `member_banned`.
   */
  previewInvite(code: string): Promise<InvitePreview> {
    return this.#context.session.call(routes.previewInvite, { params: { code } });
  }

  /**
   * Joins the group of an invite, or asks to where an admin decides; where you are in already, it is a no-op. Rejects with what
   * `previewInvite` does, and with `rules_not_accepted`: give the `rulesVersion` of the rules that the user accepts; with
   * `group_full`, `request_limit_reached`.
   */
  acceptInvite(code: string, body: JoinRequest = {}): Promise<JoinReply> {
    return this.#joined(this.#context.session.call(routes.acceptInvite, { params: { code }, body }));
  }

  /** Joins a public group, or asks to; rejects as `acceptInvite` does, and with `conversation_not_found`. */
  join(id: string, body: JoinRequest = {}): Promise<JoinReply> {
    return this.#joined(this.#context.session.call(routes.joinGroup, { params: { id }, body }));
  }

  /** The users who ask to join, oldest first, by pages: as an admin. */
  requests(id: string, options: PageOptions = {}): Promise<Page<RequestToJoin>> {
    return this.#context.session.call(routes.listRequests, { params: { id }, query: { ...options } });
  }

  /**
   * Lets a user in who asked: as an admin. Rejects with `request_not_found`, `member_banned`, `group_full`, and with
   * `rules_not_accepted` where the rules changed since: the user has to ask again.
   */
  async acceptRequest(id: string, userId: string): Promise<void> {
    await this.#context.session.call(routes.acceptRequest, { params: { id, userId } });
  }

  /** Declines a request as an admin, or withdraws your own. Rejects with `request_not_found`. */
  async declineRequest(id: string, userId: string): Promise<void> {
    await this.#context.session.call(routes.declineRequest, { params: { id, userId } });
  }

  /** The welcome text and the rules of a group that you are in. */
  welcome(id: string): Promise<GroupWelcome> {
    return this.#context.session.call(routes.getWelcome, { params: { id } });
  }

  #joined(call: Promise<JoinReply>): Promise<JoinReply> {
    return passOn(this.#context, call, ({ conversation }) => {
      if (conversation) this.#context.feed.emit('met', conversation);
    });
  }

  #met(call: Promise<Conversation>): Promise<Conversation> {
    return passOn(this.#context, call, (conversation) => this.#context.feed.emit('met', conversation));
  }
}
