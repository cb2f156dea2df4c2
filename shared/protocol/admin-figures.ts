import * as z from 'zod';
import { dayText } from './admin-audit.ts';
import { roleErrors } from './admin-users.ts';
import { limits } from './common.ts';
import { defineRoutes } from './route.ts';

const count = (of: string) => z.int().min(0).describe(of);

export const dayFigures = z
  .object({
    day: dayText,
    registered: count('Accounts that were created on this day.'),
    people: count('Accounts at the end of the day, bots not among them.'),
    active: count('People who had the app open on this day, each once.'),
    messages: count('Messages that were sent.'),
    socketsOpened: count('Connections that were opened.'),
    socketsPeak: count('The most connections that were open at the end of an hour.'),
    storedBytes: count('The size of all files at the end of the day, in bytes.'),
    errors: count('Requests that failed through a fault of the server.'),
    costUsd: z
      .number()
      .min(0)
      .describe(
        'About what the day cost in AWS, in US dollars: counts times list prices, without the standing cost.',
      ),
  })
  .meta({ id: 'DayFigures', description: 'What happened on one day (UTC).' });
export type DayFigures = z.infer<typeof dayFigures>;

export const figures = z
  .object({
    connected: count('Connections that are open now.'),
    days: z.array(dayFigures).meta({
      maxItems: limits.figureDays,
      description: 'One for each day that was asked for, the oldest first.',
    }),
  })
  .meta({
    id: 'Figures',
    description: 'What happened on the server. The figures of today are those until about a minute ago.',
  });
export type Figures = z.infer<typeof figures>;

export const figuresQuery = z.strictObject({
  from: dayText.describe('The first day.'),
  to: dayText.describe(`The last day; at most ${limits.figureDays} days.`),
});
export type FiguresQuery = z.output<typeof figuresQuery>;

export const adminFigureRoutes = defineRoutes({
  getFigures: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/figures',
    summary: 'Get how many people, messages, connections and files there were, day by day',
    query: figuresQuery,
    replies: { 200: figures },
    errors: roleErrors,
  },
});
