import type { AuthReply } from '../../../shared/protocol/index.ts';
import type { Person, TestBackend } from './runtime.ts';

/** What an administrator's tests start with: roles count without a second factor. */
export const rolesCount = { config: { roleSecondFactor: 'optional' as const } };

/** The same person with a role, and tokens that say it. */
export async function withRole(
  backend: TestBackend,
  person: Person,
  role: 'admin' | 'moderator' = 'admin',
): Promise<Person> {
  await backend.commands.roles({ username: person.user.username, role });
  const { refreshToken } = person;
  const { body } = await backend.call<AuthReply>('POST', '/v1/auth/refresh', { body: { refreshToken } });
  return { ...person, ...body };
}

/** A new administrator. */
export const administrator = async (backend: TestBackend, name = 'root'): Promise<Person> =>
  withRole(backend, await backend.person(name));
