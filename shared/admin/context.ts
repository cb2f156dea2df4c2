import type { AccountsContext } from '../accounts/index.ts';
import type { ConversationsContext } from '../conversations/index.ts';
import type { Ports } from '../platform/ports.ts';

/** What administration stands on: the audit log is read where it lies. */
export interface AdminContext
  extends AccountsContext, Pick<ConversationsContext, 'conversations'>, Pick<Ports, 'durable'> {}
