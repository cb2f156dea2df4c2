import { databaseForAll } from '../support/database.ts';
import { tableContract } from './table.ts';

const database = databaseForAll();

tableContract('SQLite', () => database().table('durable'));
