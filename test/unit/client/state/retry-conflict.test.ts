import { expect, test } from 'vitest';
import { clientFrames } from '../../../../shared/protocol/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { online, startServer } from '../setup.ts';
import { shown, showing } from './state-world.ts';

test('given a clientId that the server has for another message, a retry sends under a new one and shows it once', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const { id } = await client.conversations.openDirect('bob');
  const { now } = await showing(client, id, []);
  const view = client.state.messages(id);
  const taken = { clientId: 'taken' };
  server.onFrame = ({ type, data }) =>
    type === 'message:send' && clientFrames[type].data.parse(data).clientId === taken.clientId
      ? 'client_id_conflict'
      : 'handle';
  await expect(view.send('hello', taken)).rejects.toMatchObject({
    code: 'client_id_conflict',
  });
  expect(shown(now())).toEqual(['hello (failed)']);
  await view.retry('taken');
  await eventually(() => expect(shown(now())).toEqual(['hello']));
  expect(server.messages(id)).toMatchObject([{ text: 'hello' }]);
  expect(server.messages(id)[0]?.clientId).not.toBe('taken');
});
