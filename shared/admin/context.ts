import type { AccountsContext } from '../accounts/index.ts';
import type { Ports } from '../platform/ports.ts';

/** What administration stands on, besides what it needs of accounts: the audit log is read where it lies. */
export interface AdminContext extends AccountsContext, Pick<Ports, 'durable'> {}
