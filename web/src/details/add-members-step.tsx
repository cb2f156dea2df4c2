import { useEffect, useMemo, useRef, useState } from 'react';
import { ChatClientError } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { PeoplePicker } from '../people/people-picker.tsx';
import type { Person } from '../people/person-option.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './details.module.css';
import type { StepProps } from './steps.tsx';

/** The server adds no more at once. */
const mostPeople = 45;

/** Those whom the server named in its refusal. */
function named(error: unknown, people: readonly Person[]): string[] {
  if (!(error instanceof ChatClientError)) return [];
  return (error.errors ?? []).flatMap(({ path }) => {
    const [, index] = /^usernames\.(\d+)$/.exec(path) ?? [];
    const person = index === undefined ? undefined : people[Number(index)];
    return person === undefined ? [] : [person.name];
  });
}

/** Adds people to a group. All of them come in, or none, where the server refuses one: it is named. */
export function AddMembersStep({ conversation, onDone }: StepProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [refused, setRefused] = useState<readonly string[]>([]);
  const { id, participants } = conversation;
  const members = useMemo(() => new Set(participants.map((member) => member.id)), [participants]);
  useEffect(() => input.current?.focus(), []);

  function add(): void {
    setBusy(true);
    setError(undefined);
    setRefused([]);
    groups
      .add(
        id,
        chosen.map(({ username }) => username),
      )
      .then(
        () => {
          showToast(t('group.added', { count: chosen.length }));
          onDone();
        },
        (failure: unknown) => {
          setError(failure);
          setRefused(named(failure, chosen));
        },
      )
      .finally(() => setBusy(false));
  }

  return (
    <div className={styles['step']}>
      <PeoplePicker
        label={t('group.addMembers')}
        input={input}
        chosen={chosen}
        onChoose={(next) => {
          setChosen(next);
          setError(undefined);
          setRefused([]);
        }}
        most={mostPeople}
        without={members}
        missing={refused.length > 0 ? t('group.notAdded', { names: refused.join(', ') }) : undefined}
        error={error}
      />
      <footer className={styles['stepFooter']}>
        <Button kind="primary" wide busy={busy} disabled={chosen.length === 0} onClick={add}>
          {t('group.add', { count: chosen.length })}
        </Button>
      </footer>
    </div>
  );
}
