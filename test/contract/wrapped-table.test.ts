import { aroundTable } from '../../shared/platform/around-table.ts';
import { OperationCounter } from '../../shared/platform/counting/counter.ts';
import { countingTable } from '../../shared/platform/counting/counting-table.ts';
import { databaseForAll } from '../support/backend/database.ts';
import { tableContract } from './table.ts';

// What is put around a table changes nothing of what it does.
const counted = databaseForAll();
tableContract('SQLite, counted', () => countingTable(counted().table('durable'), new OperationCounter()));

const wrapped = databaseForAll();
tableContract('SQLite, with something around', () =>
  aroundTable(wrapped().table('durable'), (_call, perform) => perform()),
);
