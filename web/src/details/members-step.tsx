import { useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { MemberRole } from '../../../client/index.ts';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { SearchInput } from '../people/search-input.tsx';
import { Hint, Trouble } from '../people/search-outcome.tsx';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOpenDirect } from '../people/use-open-direct.ts';
import { Choice } from '../ui/choice.tsx';
import styles from './details.module.css';
import { inOrder } from './member-list.ts';
import { MemberBones } from './member-bones.tsx';
import { MemberRow, type ShownMember } from './member-row.tsx';
import type { StepProps } from './steps.tsx';
import { useMembers } from './use-members.ts';

type RoleFilter = 'all' | MemberRole;
const filters: readonly RoleFilter[] = ['all', 'owner', 'admin', 'member'];
const filterTexts: Readonly<Record<RoleFilter, MessageKey>> = {
  all: 'members.all',
  owner: 'members.owner',
  admin: 'members.admins',
  member: 'members.others',
};
/** More is loaded when fewer rows than this are left below. */
const rowsAhead = 30;

/** All members of a group: by the beginning of a name, or by role. Of thousands, those near the visible ones are in the page. */
export function MembersStep({ conversation, ownId }: StepProps) {
  const t = useTranslate();
  const { id, participants } = conversation;
  const [typed, setTyped] = useState('');
  const [filter, setFilter] = useState<RoleFilter>('all');
  const q = typed.trim();
  const role = filter === 'all' ? undefined : filter;
  const list = useMembers(id, { q, role });
  const isWhole = q === '' && role === undefined;
  const leading = isWhole && !list.complete ? participants.filter((one) => one.role !== 'member') : [];
  const rows = inOrder<ShownMember>(list.members, list.complete, leading);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const chats = useDirectChats();
  const { open, opening, error } = useOpenDirect((chatId) => navigate(conversationPath(chatId)));

  const loadNearEnd = () => {
    const handle = virtualizer.current;
    if (handle === null || list.complete || list.loading || list.error !== undefined) return;
    const last = handle.findItemIndex(handle.scrollOffset + handle.viewportSize);
    if (last >= rows.length - rowsAhead) list.more();
  };

  return (
    <div className={styles['step']}>
      <div className={styles['search']}>
        <SearchInput
          label={t('members.search')}
          busy={list.loading}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div className={styles['filter']}>
          <Choice
            label={t('members.role')}
            bare
            options={filters.map((value) => ({ value, label: t(filterTexts[value]) }))}
            value={filter}
            onChange={setFilter}
          />
        </div>
      </div>
      {error !== undefined && <Trouble error={error} />}
      <p className="visually-hidden" role="status">
        {q !== '' && !list.loading && t('newChat.found', { count: rows.length })}
      </p>
      <div ref={scroller} className={styles['scroller']}>
        <Virtualizer
          ref={virtualizer}
          scrollRef={scroller}
          as="ul"
          item="li"
          data={rows}
          itemSize={56}
          onScroll={loadNearEnd}
        >
          {(member) => (
            <MemberRow
              key={member.id}
              member={member}
              conversation={conversation}
              own={member.id === ownId}
              busy={opening === member.username}
              onOpen={() => open(member.username, chats.get(member.id)?.conversationId)}
              onChanged={list.changed}
              onGone={list.gone}
            />
          )}
        </Virtualizer>
        {list.loading && rows.length === 0 && <MemberBones />}
        {list.error !== undefined && <Trouble error={list.error} onRetry={list.more} />}
        {list.complete && rows.length === 0 && (
          <Hint>{q === '' ? t('members.noneOfRole') : t('newChat.none', { query: q })}</Hint>
        )}
      </div>
    </div>
  );
}
