import type { DataKey } from '../platform/envelope.ts';
import { openPrivacy, type Account } from './model.ts';

/** What differs between accounts on their first day. */
type Given = Pick<
  Account,
  'id' | 'username' | 'name' | 'avatar' | 'sealedEmail' | 'emailVerified' | 'createdAt'
> & {
  /** Empty for none. */
  passwordHash: string;
  key: Pick<DataKey, 'keyId' | 'wrapped'>;
} & Partial<Pick<Account, 'about' | 'ownerId'>>;

/** An account as it begins. */
export const newAccount = ({ key, ...given }: Given): Account => ({
  about: '',
  ...given,
  privacy: openPrivacy,
  role: 'user',
  keyId: key.keyId,
  wrappedKey: key.wrapped,
  version: 0,
  secondFactor: false,
  sessionEpoch: 0,
});
