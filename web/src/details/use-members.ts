import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { GroupMember, MemberRole } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { bestRank, fold } from '../people/match.ts';
import { report } from '../report.ts';
import { withEvent, withPage } from './member-list.ts';

const pageSize = 100;
/** With a filter, pages may hold less than asked for: it goes on until this many have come. */
const enough = 40;
const pauseMs = 200;

export interface MemberFilter {
  /** The beginning of a username, or of a word of a name; empty for all. */
  q: string;
  role: MemberRole | undefined;
}

export interface MemberList {
  members: readonly GroupMember[];
  /** Whether there are no more. */
  complete: boolean;
  loading: boolean;
  /** Why the last page did not come. */
  error: unknown;
  /** Loads the next page, or the one that failed; a no-op while one is under way. */
  more: () => void;
  /** A member is as the server has just said. */
  changed: (member: GroupMember) => void;
  gone: (id: string) => void;
}

interface State {
  /** What they were found for. */
  key: string;
  members: readonly GroupMember[];
  /** Where it goes on; `null` at the end, `undefined` before the first page. */
  next: string | null | undefined;
  loading: boolean;
  error: unknown;
}

const fits = (member: GroupMember, { q, role }: MemberFilter) =>
  (role === undefined || member.role === role) &&
  (q === '' || bestRank(fold(q), [member.name, member.username]) > 1);

/**
 * The members of a group that fit the filter, page by page. They follow what happens in the group: roles, mutes, who goes,
 * and who comes as long as one page is here. With `enabled: false` nothing is asked.
 */
export function useMembers(id: string, filter: MemberFilter, enabled = true): MemberList {
  const client = useClient();
  const { q, role } = filter;
  const key = `${id} ${role ?? ''} ${q}`;
  const [state, setState] = useState<State>({
    key,
    members: [],
    next: undefined,
    loading: enabled,
    error: undefined,
  });
  const [round, setRound] = useState(0);
  const latestRun = useRef<object>(undefined);
  const count = useRef(0);
  useEffect(() => {
    count.current = state.members.length;
  }, [state.members]);

  const run = useCallback(
    async (from: string | undefined, before: readonly GroupMember[]): Promise<void> => {
      const own = {};
      latestRun.current = own;
      const isLatest = () => latestRun.current === own;
      let [members, next]: [readonly GroupMember[], string | null] = [before, from ?? null];
      let goesOn = true;
      setState((last) => (last.key === key ? { ...last, loading: true, error: undefined } : last));
      try {
        while (goesOn) {
          const page = await client.groups.members(id, {
            limit: pageSize,
            ...(q !== '' && { q }),
            ...(role !== undefined && { role }),
            ...(next !== null && { cursor: next }),
          });
          if (!isLatest()) return;
          members = withPage(members, page.items);
          next = page.nextCursor;
          goesOn = next !== null && members.length - before.length < enough;
          setState({ key, members, next, loading: goesOn, error: undefined });
        }
      } catch (error) {
        if (!isLatest()) return;
        setState({ key, members, next: next ?? undefined, loading: false, error });
        if (!isPassing(error) && !isSignedOut(error)) report(error);
      }
    },
    [client, id, q, role, key],
  );

  useEffect(() => {
    if (!enabled) return;
    const timer = setTimeout(() => void run(undefined, []), q === '' ? 0 : pauseMs);
    return () => {
      clearTimeout(timer);
      latestRun.current = undefined;
    };
  }, [enabled, run, q, round]);

  useEffect(
    () =>
      client.on('message:new', ({ conversationId, system }) => {
        if (conversationId !== id || system === undefined) return;
        setState((last) => ({ ...last, members: withEvent(last.members, system) }));
        // of a list that went on to further pages, the place would be lost
        const comes = system.type === 'added' || system.type === 'joined';
        if (comes && count.current <= pageSize) setRound((last) => last + 1);
      }),
    [client, id],
  );

  const isCurrent = state.key === key;
  const members = useMemo(
    () => (isCurrent ? state.members : state.members.filter((member) => fits(member, { q, role }))),
    [isCurrent, state.members, q, role],
  );
  const loading = enabled && (!isCurrent || state.loading);
  return {
    members,
    complete: isCurrent && state.next === null,
    loading,
    error: isCurrent ? state.error : undefined,
    more: () => {
      if (!loading && state.next !== null) void run(state.next, state.members);
    },
    changed: (member) => setState((last) => ({ ...last, members: withPage(last.members, [member]) })),
    gone: (memberId) =>
      setState((last) => ({ ...last, members: last.members.filter((one) => one.id !== memberId) })),
  };
}
