import { useCallback, useState } from 'react';
import { Copy, Link2, Plus } from 'lucide-react';
import type { ChatClient, Invite } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import details from '../details/details.module.css';
import { MemberBones } from '../details/member-bones.tsx';
import type { StepProps } from '../details/steps.tsx';
import { useNow } from '../format/now.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { useLoaded } from '../settings/use-loaded.ts';
import { IconButton } from '../ui/button.tsx';
import { copyText } from './copy-text.ts';
import { InviteLinkDialog } from './invite-link-dialog.tsx';
import { termsOf, works } from './invite-terms.ts';
import styles from './joining.module.css';
import { NewInviteDialog } from './new-invite-dialog.tsx';
import { Nothing } from './nothing.tsx';

/** All of them: a group has at most 100. */
async function allInvites({ groups }: ChatClient, id: string): Promise<Invite[]> {
  const found: Invite[] = [];
  let cursor: string | undefined;
  do {
    const page = await groups.invites(id, { limit: 100, ...(cursor !== undefined && { cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** The invite links of a group that still work: admins see all, others their own. */
export function InvitesStep({ conversation, ownId }: StepProps) {
  const t = useTranslate();
  const client = useClient();
  const now = useNow();
  const { id, participants } = conversation;
  const ask = useCallback(() => allInvites(client, id), [client, id]);
  const { value, setValue, error, load } = useLoaded(ask);
  const [creating, setCreating] = useState(false);
  const [shown, setShown] = useState<Invite>();
  const live = value?.filter((invite) => works(invite, now));
  const nameOf = (userId: string) =>
    userId === ownId ? undefined : participants.find((person) => person.id === userId)?.name;

  return (
    <>
      <p className={details['stepHint']}>{t('invites.hint')}</p>
      <div className={details['lines']} data-inner="true">
        <DetailsLine
          icon={<Plus size="1.25rem" />}
          label={t('invites.new')}
          onClick={() => setCreating(true)}
        />
      </div>
      {live === undefined &&
        (error === undefined ? <MemberBones /> : <Trouble error={error} onRetry={load} />)}
      {live?.length === 0 && (
        <Nothing icon={<Link2 size="2rem" />} title={t('invites.none')} text={t('invites.noneText')} />
      )}
      <ul className={details['members']}>
        {live?.map((invite) => (
          <InviteRow
            key={invite.code}
            invite={invite}
            madeBy={nameOf(invite.createdBy)}
            onOpen={() => setShown(invite)}
          />
        ))}
      </ul>
      {creating && (
        <NewInviteDialog
          groupId={id}
          onCreated={(invite) => {
            setValue((last) => [invite, ...(last ?? [])]);
            setCreating(false);
            setShown(invite);
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {shown !== undefined && (
        <InviteLinkDialog
          invite={shown}
          conversation={conversation}
          onRevoked={() => {
            setValue((last) => last?.filter(({ code }) => code !== shown.code));
            setShown(undefined);
          }}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

interface InviteRowProps {
  invite: Invite;
  /** Another member who made it. */
  madeBy: string | undefined;
  onOpen: () => void;
}

function InviteRow({ invite, madeBy, onOpen }: InviteRowProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const terms = termsOf(invite, now, locale, t);
  return (
    <li className={details['memberRow']}>
      <button type="button" className={details['member']} onClick={onOpen}>
        <span className={styles['roundIcon']} aria-hidden="true">
          <Link2 size="1.25rem" />
        </span>
        <span className={details['memberNames']}>
          <span className={details['memberName']}>
            <bdi className={details['memberText']}>{shortUrl(invite.url)}</bdi>
          </span>
          <span className={styles['terms']}>
            {madeBy === undefined ? terms : `${terms} · ${t('invites.by', { name: madeBy })}`}
          </span>
        </span>
      </button>
      <IconButton label={t('invites.copy')} onClick={() => copyText(invite.url, 'invites.copied')}>
        <Copy size="1.125rem" aria-hidden="true" />
      </IconButton>
    </li>
  );
}

/** The end of a link, which tells one from another. */
const shortUrl = (url: string) => `…/invite#${url.slice(url.indexOf('#') + 1).slice(0, 8)}…`;
