import { describe, expect, test } from 'vitest';
import { parseArguments, UsageError } from '../../../../client/terminal/arguments.ts';

describe('chat arguments', () => {
  test('need only two names', () => {
    expect(parseArguments(['--as', 'alice', '--with', 'bob'], undefined)).toEqual({
      as: 'alice',
      password: 'chatflow-demo',
      url: 'http://localhost:3000',
      target: { with: 'bob' },
    });
  });

  test('take group, address and password; the password given goes before that of the environment', () => {
    const argv = ['--as=alice', '--group=Lunch', '--url', 'https://chat.example'];
    expect(parseArguments(argv, 'from-environment')).toEqual({
      as: 'alice',
      password: 'from-environment',
      url: 'https://chat.example',
      target: { group: 'Lunch' },
    });
    expect(parseArguments([...argv, '--password', 'given'], 'from-environment')).toMatchObject({
      password: 'given',
    });
  });

  test.each([[['--help']], [['-h', '--as', 'alice']]])('%j asks for help', (argv) => {
    expect(parseArguments(argv, undefined)).toBe('help');
  });

  test.each([
    [[], '--as'],
    [['--as', ''], '--as'],
    [['--as', 'alice'], '--with or --group'],
    [['--as', 'alice', '--with', 'bob', '--group', 'Lunch'], 'not both'],
    [['--as', 'alice', '--with', 'Alice'], 'same user'],
    [['--as', 'alice', '--with', 'bob', '--url', 'localhost:3000'], 'localhost:3000'],
    [['--as', 'alice', '--with', 'bob', '--url', 'http://'], '--url'],
    [['--as', 'alice', '--wiht', 'bob'], '--wiht'],
    [['--as', 'alice', '--with'], '--with'],
    [['alice', 'bob'], 'alice'],
  ])('%j is wrong', (argv, hint) => {
    const attempt = () => parseArguments(argv, undefined);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(hint);
  });
});
