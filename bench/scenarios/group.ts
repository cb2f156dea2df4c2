import { conversationLoad, defaultSeconds } from './conversation-load.ts';
import type { Scenario } from './scenario.ts';

const size = 100;
/** Messages per second: nearly 10,000 deliveries. */
const defaultRate = 100;
const defaultDynamoDbRate = 20;

/** One group whose members are all online and write in turn. */
export const group: Scenario = {
  summary: `a group of ${size} people who are online, ${defaultRate} messages/s`,
  async run(request, progress) {
    const own = request.table === 'dynamodb' ? defaultDynamoDbRate : defaultRate;
    const rate = request.rate ?? own;
    const seconds = request.seconds ?? defaultSeconds;
    const load = { pace: { rate }, warmup: request.warmup, seconds };
    const name = `${size} members, ${rate}/s`;
    const result = await conversationLoad({ name, rooms: 1, size, load }, request, progress);
    return [{ ...result, ...(rate === defaultRate && { targets: { p99: 10, serverCpuPerDelivery: 0.03 } }) }];
  },
};
