import type { Ports } from '../../../shared/platform/ports.ts';

/** Ports whose queue takes no mails: tests that count what is written would count those of registrations, whenever they come. */
export const withoutMails = (ports: Ports): Ports => ({
  ...ports,
  work: {
    add: (work, delaySeconds) =>
      work.type === 'account-mail' ? Promise.resolve() : ports.work.add(work, delaySeconds),
  },
});
