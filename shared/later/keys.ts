import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const laterItems = {
  // all that waits for a user in one partition: what leaves with them is one query
  scheduled: itemKind({
    table: 'durable',
    partition: 'LATER#<user>',
    sort: 'SCHEDULED#<id>',
    item: 'message that is sent at a time, sealed; TTL once it was sent or deleted',
    readBy: 'get; query of all of the user',
  }),
  reminder: itemKind({
    table: 'durable',
    partition: 'LATER#<user>',
    sort: 'REMINDER#<conversation>#<seq>',
    item: 'message that a user is reminded of, by its number in 12 digits; the note sealed',
    readBy: 'get; query of all of the user',
  }),
  laterCount: itemKind({
    table: 'durable',
    partition: 'LATER#<user>',
    sort: 'COUNT#<kind>',
    item: 'number of these messages (`scheduled`) or `reminders`',
    readBy: 'conditional update where one is made',
  }),
};
const { scheduled, reminder, laterCount } = laterItems;

const digits = (seq: number) => String(seq).padStart(12, '0');

export const keys = {
  scheduled: (user: string, id: string): Key => scheduled.key({ user, id }),
  allScheduled: (user: string) => ({
    pk: scheduled.partition({ user }),
    sk: { beginsWith: scheduled.sortPrefix },
  }),
  reminder: (user: string, conversation: string, seq: number): Key =>
    reminder.key({ user, conversation, seq: digits(seq) }),
  reminders: (user: string) => ({
    pk: reminder.partition({ user }),
    sk: { beginsWith: reminder.sortPrefix },
  }),
  remindersIn: (user: string, conversation: string) => ({
    pk: reminder.partition({ user }),
    sk: { beginsWith: `${reminder.sortPrefix}${conversation}#` },
  }),
  laterCount: (user: string, kind: 'scheduled' | 'reminders'): Key => laterCount.key({ user, kind }),
};
