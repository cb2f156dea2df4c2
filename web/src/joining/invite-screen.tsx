import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { CloudOff, Hourglass, Link2Off, ShieldX, UserPlus } from 'lucide-react';
import { hasCode, type InvitePreview } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { explain, isPassing, isSignedOut } from '../errors.ts';
import { Frame } from '../getting-in/frame.tsx';
import frame from '../getting-in/frame.module.css';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { report } from '../report.ts';
import { Button } from '../ui/button.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { forgetWantedPath, keepWantedPath } from '../wanted-path.ts';
import { GroupIntro } from './group-intro.tsx';
import { JoinForm } from './join-form.tsx';
import styles from './joining.module.css';

const codeForm = /^[\w-]{22}$/;

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  addEventListener('popstate', listener);
  return () => {
    removeEventListener('hashchange', listener);
    removeEventListener('popstate', listener);
  };
}

/** The code is the end of the address, which the browser sends to no server. */
const useCode = (): string => useSyncExternalStore(subscribe, () => location.hash.slice(1));

/** What an invite link leads to: the group, and the way into it; without a session the way to one first. */
export default function InviteScreen() {
  const code = useCode();
  const { userId } = useSession();
  if (!codeForm.test(code)) return <Ended {...ends.invite_not_found} />;
  return userId === undefined ? <SignedOut code={code} /> : <Invite key={code} code={code} />;
}

function SignedOut({ code }: { code: string }) {
  const t = useTranslate();
  // it opens again once there is a session, whichever way that comes about
  useEffect(() => keepWantedPath(`/invite#${code}`), [code]);
  return (
    <Frame icon={<UserPlus size="1.5rem" />} title={t('invite.title')} text={t('invite.signInText')}>
      <div className={frame['actions']}>
        <Button kind="primary" wide onClick={() => navigate('/register')}>
          {t('welcome.register')}
        </Button>
        <Button wide onClick={() => navigate('/sign-in')}>
          {t('welcome.signIn')}
        </Button>
      </div>
    </Frame>
  );
}

function Invite({ code }: { code: string }) {
  const t = useTranslate();
  const { groups } = useClient();
  const [group, setGroup] = useState<InvitePreview>();
  const [error, setError] = useState<unknown>();
  const heading = useRef<HTMLHeadingElement>(null);
  const load = useCallback(() => {
    groups.previewInvite(code).then(
      (found) => {
        setGroup(found);
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure);
        if (!isPassing(failure) && !isSignedOut(failure) && endOf(failure) === undefined) report(failure);
      },
    );
  }, [groups, code]);
  useEffect(load, [load]);
  useEffect(forgetWantedPath, []);
  const loaded = group !== undefined;
  useEffect(() => {
    if (loaded && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [loaded]);

  if (error !== undefined && (group === undefined || endOf(error) !== undefined))
    return <Failed error={error} onRetry={load} />;
  return (
    <Page title={group?.name ?? t('invite.title')}>
      {group === undefined ? (
        <Bones />
      ) : (
        <>
          <GroupIntro
            group={group}
            lead={t('invite.invitedBy', { name: group.invitedBy.name })}
            Heading="h1"
            heading={heading}
          />
          <JoinForm
            group={group}
            byRequest={group.approval}
            join={(body) => groups.acceptInvite(code, body)}
            onMembership={(membership) => setGroup({ ...group, membership })}
            onRulesChanged={load}
          />
        </>
      )}
    </Page>
  );
}

/** A card that stands alone, and below it the way past it. */
function Page({ title, children }: { title: string; children: ReactNode }) {
  const t = useTranslate();
  return (
    <main className={styles['page']}>
      <title>{`${title} · ${t('app.name')}`}</title>
      <div className={styles['card']}>{children}</div>
      <Button kind="ghost" onClick={() => navigate('/', { replace: true })}>
        {t('invite.toChats')}
      </Button>
    </main>
  );
}

const Bones = () => (
  <div className={styles['intro']} aria-busy="true">
    <AfterPatience>
      <Bone width={6} height={6} round />
      <Bone width={8} />
      <Bone width={12} height={1.5} />
      <Bone width={7} />
    </AfterPatience>
  </div>
);

interface End {
  icon: ReactNode;
  title: MessageKey;
  text: MessageKey;
}

/** Why an invite does not work, by the code of the refusal. */
const ends: Readonly<
  Record<'invite_not_found' | 'invite_expired' | 'invite_revoked' | 'invite_used_up' | 'member_banned', End>
> = {
  invite_not_found: {
    icon: <Link2Off size="1.5rem" />,
    title: 'invite.goneTitle',
    text: 'invite.goneText',
  },
  invite_expired: {
    icon: <Hourglass size="1.5rem" />,
    title: 'invite.expiredTitle',
    text: 'invite.endedText',
  },
  invite_revoked: {
    icon: <Link2Off size="1.5rem" />,
    title: 'invite.revokedTitle',
    text: 'invite.endedText',
  },
  invite_used_up: {
    icon: <Link2Off size="1.5rem" />,
    title: 'invite.usedUpTitle',
    text: 'invite.endedText',
  },
  member_banned: {
    icon: <ShieldX size="1.5rem" />,
    title: 'invite.bannedTitle',
    text: 'invite.bannedText',
  },
};

const endOf = (error: unknown): End | undefined =>
  Object.entries(ends).find(([code]) => hasCode(error, code))?.[1];

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslate();
  const end = endOf(error);
  if (end !== undefined) return <Ended {...end} />;
  return (
    <Frame icon={<CloudOff size="1.5rem" />} title={t('invite.failedTitle')} text={explain(error, t)}>
      <Button kind="primary" wide onClick={onRetry}>
        {t('dialog.tryAgain')}
      </Button>
    </Frame>
  );
}

function Ended({ icon, title, text }: End) {
  const t = useTranslate();
  return (
    <Frame icon={icon} title={t(title)} text={t(text)}>
      <Button kind="primary" wide onClick={() => navigate('/', { replace: true })}>
        {t('invite.toChats')}
      </Button>
    </Frame>
  );
}
