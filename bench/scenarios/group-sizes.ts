import { conversationLoad, defaultSeconds } from './conversation-load.ts';
import type { Scenario, StepResult } from './scenario.ts';

const sizes = [2, 10, 100, 1_000, 5_000];
const mostOnline = 1_000;
/** Deliveries per second that a size is measured at, as far as its rate allows. */
const deliveriesPerSecond = 1_000;
const mostPerSecond = 50;
/** Of the biggest group. */
const targets = { p99: 2_000, messageRequests: 60 };

/** What a message costs in groups that grow, and how late it reaches their members. */
export const groupSizes: Scenario = {
  summary: `groups of ${sizes.map((size) => size.toLocaleString('en')).join(', ')}, at most ${mostOnline.toLocaleString('en')} of them online`,
  onlyByName: true,
  async run(request, progress) {
    const results: StepResult[] = [];
    for (const members of sizes) {
      const size = Math.min(members, mostOnline);
      const rate = request.rate ?? Math.min(mostPerSecond, deliveriesPerSecond / size);
      const load = { pace: { rate }, warmup: request.warmup, seconds: request.seconds ?? defaultSeconds };
      const name = `${members.toLocaleString('en')} members`;
      const what = { name, rooms: 1, size, offline: members - size, load, count: true };
      const result = await conversationLoad(what, request, progress);
      results.push({ ...result, ...(members === sizes.at(-1) && { targets }) });
    }
    return results;
  },
};
