import { useCallback, useEffect, useState } from 'react';
import { hasCode, type GroupPreview } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { explainJoining } from '../joining/explain-joining.ts';
import { GroupIntro } from '../joining/group-intro.tsx';
import { JoinForm } from '../joining/join-form.tsx';
import { report } from '../report.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import styles from './discover.module.css';

export interface GroupPreviewDialogProps {
  id: string;
  /** As the list knows it. */
  known: GroupPreview | undefined;
  onMembership: (id: string, membership: GroupPreview['membership']) => void;
  onClose: () => void;
}

/** A public group before one joins it: what it is, its rules, and the way in. */
export function GroupPreviewDialog({ id, known, onMembership, onClose }: GroupPreviewDialogProps) {
  const t = useTranslate();
  const { discover, groups } = useClient();
  const [group, setGroup] = useState(known);
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    discover.get(id).then(
      (found) => {
        setGroup(found);
        setError(undefined);
      },
      (failure: unknown) => {
        setError(failure);
        if (!isPassing(failure) && !isSignedOut(failure) && !hasCode(failure, 'conversation_not_found'))
          report(failure);
      },
    );
  }, [discover, id]);
  const isKnown = known !== undefined;
  useEffect(() => {
    if (!isKnown) load();
  }, [isKnown, load]);

  return (
    <Dialog title={t('discover.group')} onClose={onClose}>
      <div className={styles['preview']}>
        {error !== undefined && (
          <div className={styles['previewFailed']} role="alert">
            <p>{explainJoining(error, t)}</p>
            {isPassing(error) && <Button onClick={load}>{t('dialog.tryAgain')}</Button>}
          </div>
        )}
        {group === undefined && error === undefined && (
          <div className={styles['previewBones']} aria-busy="true">
            <AfterPatience>
              <Bone width={6} height={6} round />
              <Bone width={12} height={1.5} />
              <Bone width={7} />
            </AfterPatience>
          </div>
        )}
        {group !== undefined && (
          <>
            <GroupIntro group={group} Heading="h3" />
            <JoinForm
              group={group}
              byRequest={group.joining === 'request'}
              join={(body) => groups.join(id, body)}
              onMembership={(membership) => {
                setGroup({ ...group, membership });
                onMembership(id, membership);
              }}
              onRulesChanged={load}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
