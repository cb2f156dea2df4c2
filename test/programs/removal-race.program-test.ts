import { it } from 'vitest';
import { tryRemovals } from '../support/model/removal-property.ts';

/** `REMOVAL_ORDERS=10000` tries more of them. */
const orders = Number(process.env['REMOVAL_ORDERS'] ?? 1_000);

it(`given ${orders} orders of sends and a removal in several processes, the removed member gets nothing of what comes after`, async () => {
  await tryRemovals(orders);
}, 600_000);
