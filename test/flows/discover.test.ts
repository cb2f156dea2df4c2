import { describe, expect, it } from 'vitest';
import { groupCalls, outcome } from '../support/backend/group-world.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';

describe('the community of a group', () => {
  it('given changes by the owner, shows them and says so once; wrong ones are refused', async () => {
    const backend = await startBackend({});
    const [ann, bob] = (await backend.people('ann', 'bob')) as [Person, Person];
    const { id } = await backend.conversation(ann, [bob], 'Tea');
    const group = groupCalls(backend, id);
    const first = { visibility: 'private', joining: 'open', topics: [], language: null };
    expect((await group.get(bob)).body.community).toEqual(first);

    const body = { visibility: 'public', topics: ['Music', 'music', 'Früh-Aufsteher'], language: 'de' };
    const after = { ...first, ...body, topics: ['music', 'früh-aufsteher'] };
    expect((await group.patch(ann, body)).body.community).toEqual(after);
    expect((await group.patch(ann, { joining: 'open', topics: after.topics })).body.lastSeq).toBe(1);
    expect((await group.changes(bob)).body.items).toMatchObject([
      { seq: 1, kind: 'system', system: { type: 'community', actorId: ann.user.id, community: after } },
    ]);

    for (const wrong of [
      { topics: ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `tag-${letter}`) },
      { topics: ['x'] },
      { topics: ['two words'] },
      { topics: ['-tag'] },
      { topics: ['y'.repeat(33)] },
      { language: 'german' },
      { language: 'DE' },
      { visibility: 'secret' },
      { joining: 'never' },
    ]) {
      expect(outcome(await group.patch(ann, wrong)), JSON.stringify(wrong)).toBe('validation_failed');
    }
    expect(outcome(await group.patch(bob, { visibility: 'private' }))).toBe('forbidden');
    const { id: direct } = await backend.conversation(ann, [bob]);
    expect((await groupCalls(backend, direct).get(ann)).body.community).toBeNull();
    expect(outcome(await groupCalls(backend, direct).patch(ann, { topics: [] }))).toBe('not_a_group');
  });
});
