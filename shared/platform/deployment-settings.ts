import * as z from 'zod';
import { limits, mediaBytes } from '../protocol/index.ts';
import { keys } from './keys.ts';
import type { Clock } from './ports.ts';
import type { Table, Write } from './table.ts';
import { unchangedSince } from './versions.ts';

const upTo = (most: number) => z.number().catch(most).default(most);

/**
 * What administrators decide, as it is stored, with what counts where nothing was decided. An older version of the code may meet
 * what a later one stored.
 */
const storedSettings = z.object({
  /** Grows with each change; 0: nothing was ever changed. */
  version: z.number().default(0),
  /** Epoch milliseconds. */
  updatedAt: z.number().nullable().default(null),
  updatedBy: z.string().nullable().default(null),
  registration: z.enum(['open', 'invitation', 'closed']).default('open'),
  emailDomains: z.array(z.string()).default([]),
  groupMembers: upTo(limits.groupMembers),
  messagesPerMinute: upTo(limits.messagesPerMinute),
  uploadBytes: z
    .object({
      image: upTo(mediaBytes.image),
      video: upTo(mediaBytes.video),
      audio: upTo(mediaBytes.audio),
      document: upTo(mediaBytes.document),
    })
    .prefault({}),
});
export type StoredSettings = z.infer<typeof storedSettings>;
/** The settings of a deployment that no administrator has changed. */
export const firstSettings: StoredSettings = storedSettings.parse({});

/** For so long a process goes by what it read: a change takes no longer, and what was begun before. */
const rememberedMs = 5_000;

export interface DeploymentSettingsStore {
  /** What counts now: at most 5 seconds old. Rejects with `Unavailable`. */
  current(): Promise<StoredSettings>;
  /** What is stored at this moment. Rejects with `Unavailable`. */
  read(): Promise<StoredSettings>;
  /** The write that puts `after` in the place of what was read. Its transaction fails where that changed since. */
  write(before: StoredSettings, after: Omit<StoredSettings, 'version'>): Write;
  /** Has the next reader of this process ask the table. */
  forget(): void;
}

/** The one item of settings. Each process remembers it for a few seconds, so that it is read as often as there are processes. */
export function createDeploymentSettings({
  durable,
  clock,
}: {
  durable: Table;
  clock: Clock;
}): DeploymentSettingsStore {
  let remembered: { at: number; settings: Promise<StoredSettings> } | undefined;

  async function read(): Promise<StoredSettings> {
    return storedSettings.parse((await durable.get(keys.deploymentSettings())) ?? {});
  }

  return {
    read,
    current() {
      const now = clock.now();
      if (remembered && now - remembered.at < rememberedMs) return remembered.settings;
      const asked = { at: now, settings: read() };
      remembered = asked;
      // a failure is not remembered: the next caller asks again
      void asked.settings.catch(() => {
        if (remembered === asked) remembered = undefined;
      });
      return asked.settings;
    },
    write: ({ version }, after) => ({
      put: { ...keys.deploymentSettings(), ...after, version: version + 1 },
      if: unchangedSince(version),
    }),
    forget() {
      remembered = undefined;
    },
  };
}
