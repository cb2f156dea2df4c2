import type { MemberRole } from '../../../shared/protocol/index.ts';

/** What one of five people, by number, does in a group. */
export type Act =
  | {
      do:
        | 'add'
        | 'kick'
        | 'ban'
        | 'unban'
        | 'transfer'
        | 'promote'
        | 'demote'
        | 'mute'
        | 'unmute'
        | 'letIn'
        | 'decline';
      by: number;
      to: number;
    }
  /** By an invite of person 0, to join or to ask; or as the group is public. */
  | { do: 'leave' | 'rename' | 'send' | 'accept' | 'ask' | 'join'; by: number };
type Alone = Exclude<Act, { to: number }>;
const waysIn = ['accept', 'ask', 'join'] as const;
type WayIn = (typeof waysIn)[number];
const isWayIn = (what: Act['do']): what is WayIn => waysIn.some((way) => way === what);

interface ModelMember {
  role: MemberRole;
  /** When they came in, by the count of acts. */
  joined: number;
  muted: boolean;
}

const rank = { owner: 0, admin: 1, member: 2 };

/** What a group must be after any acts, as plainly as that can be said: `act` gives the answer that the actor must get. */
export class MembershipModel {
  readonly members = new Map<number, ModelMember>();
  readonly banned = new Set<number>();
  readonly asking = new Set<number>();
  readonly #idOf: (person: number) => string;
  #acts = 0;
  name = 'Model';

  constructor(idOf: (person: number) => string) {
    this.#idOf = idOf;
    [0, 1, 2].forEach((person) =>
      this.members.set(person, { role: person === 0 ? 'owner' : 'member', joined: 0, muted: false }),
    );
  }

  act(act: Act): string {
    this.#acts += 1;
    const me = this.members.get(act.by);
    if (isWayIn(act.do)) return me ? 'ok' : this.#comeIn(act.do, act.by);
    if (!me) {
      const withdraws = act.do === 'decline' && act.to === act.by;
      if (!withdraws) return 'conversation_not_found';
      return this.asking.delete(act.by) ? 'ok' : 'request_not_found';
    }
    if (!('to' in act)) return this.#alone(act, me);
    const ownerAlone = ['promote', 'demote', 'transfer'].includes(act.do);
    if (ownerAlone ? me.role !== 'owner' : me.role === 'member') return 'forbidden';
    return this.#onOther(act.do, me, act);
  }

  #comeIn(way: WayIn, by: number): string {
    if (way === 'ask' && this.asking.has(by)) return 'ok';
    const maker = this.members.get(0)?.role ?? 'member';
    if (way !== 'join' && maker === 'member') return 'invite_revoked';
    if (this.banned.has(by)) return 'member_banned';
    if (way === 'ask') this.asking.add(by);
    else this.#enter(by);
    return 'ok';
  }

  #enter(person: number): void {
    this.asking.delete(person);
    this.members.set(person, { role: 'member', joined: this.#acts, muted: false });
  }

  #alone(act: Alone, me: ModelMember): string {
    if (act.do === 'leave') {
      this.members.delete(act.by);
      if (me.role === 'owner') this.#succeed();
      return 'ok';
    }
    if (act.do === 'send') return me.muted ? 'muted' : 'ok';
    if (me.role === 'member') return 'forbidden';
    this.name = `Named by ${act.by}`;
    return 'ok';
  }

  #onOther(
    what: Exclude<Act['do'], Alone['do']>,
    me: ModelMember,
    { by, to }: { by: number; to: number },
  ): string {
    const target = this.members.get(to);
    if (what === 'add') {
      if (target) return 'already_member';
      if (this.banned.has(to)) return 'member_banned';
      this.#enter(to);
      return 'ok';
    }
    if (what === 'letIn' || what === 'decline') {
      if (!this.asking.delete(to)) return 'request_not_found';
      if (what === 'letIn') this.#enter(to);
      return 'ok';
    }
    if (what === 'unban') {
      this.banned.delete(to);
      return 'ok';
    }
    if (to === by) return 'cannot_target_self';
    if (!target && what !== 'ban') return 'member_not_found';
    if (target && what !== 'transfer' && rank[me.role] >= rank[target.role]) return 'outranked';
    if (what === 'ban') {
      this.banned.add(to);
      this.asking.delete(to);
    }
    if (what === 'ban' || what === 'kick') this.members.delete(to);
    if (!target) return 'ok';
    if (what === 'promote') target.role = 'admin';
    if (what === 'demote') target.role = 'member';
    if (what === 'mute' || what === 'unmute') target.muted = what === 'mute';
    if (what === 'transfer') {
      target.role = 'owner';
      target.muted = false;
      me.role = 'admin';
    }
    return 'ok';
  }

  /** The longest-serving admin, or else member, becomes the owner. */
  #succeed(): void {
    const [heir] = [...this.members].sort(
      ([a, one], [b, other]) =>
        rank[one.role] - rank[other.role] ||
        one.joined - other.joined ||
        (this.#idOf(a) < this.#idOf(b) ? -1 : 1),
    );
    if (heir) heir[1].role = 'owner';
  }
}
