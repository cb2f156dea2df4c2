import { expect, test } from 'vitest';
import { parseTarget } from '../../../../web/src/threads/reply-target.ts';

test('a stored reply is read again, and anything else is none', () => {
  expect(parseTarget('12 msg_a-12')).toEqual({ id: 'msg_a-12', seq: 12 });
  for (const stored of ['', '12', 'msg 12', '12 a b', '-1 a']) expect(parseTarget(stored)).toBeUndefined();
});
