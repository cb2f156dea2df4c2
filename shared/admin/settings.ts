import { isDeepStrictEqual } from 'node:util';
import { requireRole, type Caller } from '../accounts/index.ts';
import type { StoredSettings } from '../platform/deployment-settings.ts';
import { ChatError } from '../platform/errors.ts';
import { ConditionFailed } from '../platform/table.ts';
import { wireTime } from '../platform/time.ts';
import type { DeploymentSettings, RegistrationInfo, UpdateSettingsRequest } from '../protocol/index.ts';
import { actorOf, type Acting } from './acting.ts';
import type { AdminContext } from './context.ts';

/** What administrators decided, as it is stored at this moment. Throws as `requireRole` does. */
export async function getSettings(context: AdminContext, caller: Caller): Promise<DeploymentSettings> {
  await requireRole(context, 'changeSettings', caller);
  return view(await context.settings.read());
}

/**
 * Changes the settings that are given, and records which ones; without a difference nothing happens. It counts within 10 seconds.
 * Throws `settings_conflict` where they are not those that the caller saw, and as `requireRole` does.
 */
export async function updateSettings(
  context: AdminContext,
  acting: Acting,
  { version, ...changes }: UpdateSettingsRequest,
): Promise<DeploymentSettings> {
  await requireRole(context, 'changeSettings', acting.authority);
  const before = await context.settings.read();
  if (before.version !== version) throw new ChatError('settings_conflict');
  const after: StoredSettings = {
    ...before,
    ...given(changes),
    uploadBytes: { ...before.uploadBytes, ...given(changes.uploadBytes ?? {}) },
  };
  const names = Object.keys(changes) as (keyof typeof changes)[];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (changed.length === 0) return view(before);
  const next = { ...after, updatedAt: context.clock.now(), updatedBy: actorOf(acting) };
  const entry = await context.audit.entry({
    action: 'change-settings',
    actor: actorOf(acting),
    subject: 'settings',
    outcome: 'done',
    source: acting.source,
    detail: { fields: changed.join(' ') },
  });
  try {
    await context.durable.transact([context.settings.write(before, next), entry]);
  } catch (error) {
    if (error instanceof ConditionFailed) throw new ChatError('settings_conflict');
    throw error;
  }
  context.settings.forget();
  return view({ ...next, version: version + 1 });
}

/** What those may know who have no account yet. */
export async function getRegistration({
  settings,
}: Pick<AdminContext, 'settings'>): Promise<RegistrationInfo> {
  const { registration, emailDomains } = await settings.current();
  return { registration, emailDomains };
}

const view = ({ updatedAt, ...settings }: StoredSettings): DeploymentSettings => ({
  ...settings,
  updatedAt: updatedAt === null ? null : wireTime(updatedAt),
});

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields that have a value. */
const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
