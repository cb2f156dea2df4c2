import { expect, it } from 'vitest';
import { reindexCommand } from '../../../local/search/command.ts';
import { readSettings } from '../../../local/settings.ts';
import { keys } from '../../../shared/keys.ts';
import { fillLog } from '../../support/backend/fill-log.ts';
import { startBackend, type Person } from '../../support/backend/runtime.ts';

it('makes what is missing of the index of all conversations, or of one, and can go on after one', async () => {
  const backend = await startBackend();
  const { app } = backend.runtime;
  const [ann, bob] = (await backend.people('ann', 'bob')) as [Person, Person];
  const ids: string[] = [];
  for (const name of ['One', 'Two']) {
    const { id } = await backend.conversation(ann, [bob], name);
    const messages = Array.from({ length: 2 * 128 }, (_, index) => {
      return { senderId: ann.user.id, text: `word ${index}`, createdAt: index };
    });
    await fillLog(app, id, messages);
    const both = [0, 1].map((n) => ({ conversationId: id, level: 0, n, shard: 0 }));
    await expect.poll(async () => (await app.searchIndex.shards(both)).size).toBe(2);
    await app.durable.delete(keys.searchNode(id, 0, 1, 0));
    ids.push(id);
  }
  await backend.stop();
  ids.sort();
  const [first = '', second = ''] = ids;

  const lines: string[] = [];
  const run = (...parameters: string[]) =>
    reindexCommand(
      parameters,
      readSettings({ DATA_DIR: backend.dataDir, LOG_LEVEL: 'silent' }),
      (line) => void lines.push(line),
    );
  expect(await run('--conversation', second)).toBe(
    'The search index of 1 conversations is whole: 1 parts were made.',
  );
  expect(await run('--after', first)).toBe(
    'The search index of 1 conversations is whole: 0 parts were made.',
  );
  expect(await run()).toBe('The search index of 2 conversations is whole: 1 parts were made.');
  expect(lines).toEqual([
    `${second}: 1 parts made`,
    `${second}: 0 parts made`,
    `${first}: 1 parts made`,
    `${second}: 0 parts made`,
  ]);
  expect(await run('--anew')).toContain('2 conversations');
  await expect(run('--conversation', 'cnv_x')).rejects.toThrow('There is no such conversation.');
  await expect(run('now')).rejects.toThrow('npm run reindex');
  const onEngine = readSettings({ TABLE: 'dynamodb', DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
  await expect(reindexCommand([], onEngine)).rejects.toThrow('Name a conversation');
});
