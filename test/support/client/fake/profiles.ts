import { wireTime, type FakePeople, type Person } from './people.ts';
import type { FrameHandlers } from './frames.ts';
import { noContent, ok, type Answers } from './routes.ts';
import type { World } from './world.ts';

/** How people appear to others: profiles, blocks, and presence, which sockets watch. */
export class FakeProfiles {
  readonly #world: World;
  readonly #people: FakePeople;
  /** Whom each socket watches. */
  readonly #watches = new Map<object, { watcher: Person; userIds: readonly string[] }>();

  readonly answers: Answers = {
    getOwnProfile: ({ caller }) => ok(this.#people.ownProfile(caller)),
    updateOwnProfile: ({ caller, body }) => {
      this.#changeAppearance(caller, () => this.#people.update(caller, body));
      return ok(this.#people.ownProfile(caller));
    },
    setStatus: ({ caller, body }) => {
      this.#changeAppearance(caller, () => this.#people.setStatus(caller, body.status));
      this.#world.deliver(caller, { type: 'presence:update', data: this.#people.presence(caller, 'self') });
      return ok(body);
    },
    listBlocks: ({ caller }) => ok({ items: this.#people.blockedBy(caller), nextCursor: null }),
    blockUser: ({ caller, params }) => {
      this.#people.block(caller, params.userId);
      return noContent;
    },
    unblockUser: ({ caller, params }) => {
      caller.blocks.delete(params.userId);
      return noContent;
    },
    getUser: ({ params }) => ok(this.#people.profile(this.#people.get(params.id))),
    searchUsers: ({ query }) => {
      const items = this.#people.search(query.q).map((person) => this.#people.summary(person));
      return ok({ items, nextCursor: null });
    },
  };

  readonly frames: Pick<FrameHandlers, 'ping' | 'presence:watch'> = {
    ping: ({ person }) => {
      this.#people.touch(person);
      return { serverTime: wireTime(this.#world.now()) };
    },
    'presence:watch': ({ person, data: { userIds }, socket }) => {
      this.#watches.set(socket, { watcher: person, userIds });
      return { users: [...new Set(userIds)].map((userId) => this.#presenceOf(userId, person)) };
    },
  };

  constructor(world: World, people: FakePeople) {
    this.#world = world;
    this.#people = people;
  }

  /** A socket of the person has opened. */
  arrived(person: Person, isFirst: boolean): void {
    if (this.#people.arrived(person, isFirst)) this.#announce(person);
  }

  /** A socket of the person has closed. The real server announces that after a grace period; tests push it themselves. */
  left(person: Person, socket: object): void {
    this.#watches.delete(socket);
    if (!this.#world.isConnected(person)) this.#people.left(person);
  }

  #presenceOf(userId: string, viewer: Person) {
    const person = this.#people.all.find(({ id }) => id === userId);
    const nowhere = { userId, online: false, status: 'offline' as const, lastOnline: null };
    return person ? this.#people.presence(person, person === viewer ? 'self' : 'other') : nowhere;
  }

  /** Notifies watchers if they see a difference. */
  #changeAppearance(person: Person, change: () => void): void {
    const shown = () => this.#people.presence(person, 'other');
    const before = shown();
    change();
    const after = shown();
    if (before.online !== after.online || before.status !== after.status) this.#announce(person);
  }

  #announce(person: Person): void {
    const watching = [...this.#watches.values()].filter(({ userIds }) => userIds.includes(person.id));
    for (const watcher of new Set(watching.map(({ watcher }) => watcher))) {
      if (watcher === person) continue;
      this.#world.deliver(watcher, { type: 'presence:update', data: this.#people.presence(person, 'other') });
    }
  }
}
