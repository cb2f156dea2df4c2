import { SqliteDatabase } from '../../../local/table/sqlite-database.ts';

/** A process that counts up in the database in the given folder and prints each number that was acknowledged. */
const [, , folder = ''] = process.argv;
const table = (await SqliteDatabase.open({ folder })).table('durable');
for (;;) {
  const { count } = await table.update({ pk: 'counter', sk: 'counter' }, { add: { count: 1 } });
  process.stdout.write(`${Number(count)}\n`);
}
