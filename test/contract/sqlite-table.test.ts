import { databaseForAll } from '../support/backend/database.ts';
import { tableContract } from './table.ts';

const database = databaseForAll();

tableContract('SQLite', () => database().table('durable'));
