import { useEffect, useRef, useState } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import styles from './people.module.css';
import { PeoplePicker } from './people-picker.tsx';
import type { Person } from './person-option.tsx';
import { openConversation } from './use-open-direct.ts';

const nameCharacters = 64;
/** The server takes no more at once. */
const mostPeople = 100;

/** A new group: its name, and who is in it. */
export function NewGroupDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const client = useClient();
  const nameInput = useRef<HTMLInputElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => nameInput.current?.focus(), []);
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [asked, setAsked] = useState(false);
  const [creating, setCreating] = useState(false);
  const [error, setError] = useState<unknown>();

  const create = () => {
    setAsked(true);
    if (name.trim() === '') {
      nameInput.current?.focus();
      return;
    }
    if (chosen.length === 0) {
      searchInput.current?.focus();
      return;
    }
    setCreating(true);
    setError(undefined);
    const usernames = chosen.map(({ username }) => username);
    void client.conversations
      .createGroup(name.trim(), usernames)
      .then(({ id }) => openConversation(id), setError)
      .finally(() => setCreating(false));
  };

  return (
    <Dialog
      title={t('newGroup.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" busy={creating} onClick={create}>
            {t('newGroup.create')}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <div className={styles['form']}>
          <TextField
            ref={nameInput}
            label={t('newGroup.name')}
            error={asked && name.trim() === '' ? t('newGroup.nameMissing') : undefined}
            value={name}
            maxLength={nameCharacters}
            autoComplete="off"
            dir="auto"
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              searchInput.current?.focus();
            }}
          />
        </div>
        <PeoplePicker
          label={t('newGroup.people')}
          input={searchInput}
          chosen={chosen}
          onChoose={setChosen}
          most={mostPeople}
          missing={asked && chosen.length === 0 ? t('newGroup.peopleMissing') : undefined}
          error={error}
        />
      </div>
    </Dialog>
  );
}
