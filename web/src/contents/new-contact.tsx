import { useEffect, useRef, useState, type RefObject } from 'react';
import type { NewContact as Contact } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { PersonOption } from '../people/person-option.tsx';
import people from '../people/people.module.css';
import { SearchInput } from '../people/search-input.tsx';
import { Hint, Trouble } from '../people/search-outcome.tsx';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOptions } from '../people/use-options.ts';
import { usePeopleSearch } from '../people/use-people-search.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import styles from './new-content.module.css';

const mostRecent = 8;
const phoneForm = /^[0-9+()#*,;./ -]*[0-9][0-9+()#*,;./ -]*$/;
/** The server looks closer. */
const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

interface NewContactProps {
  onSend: (contact: Contact) => void;
  onClose: () => void;
}

/** A contact to send: a user, or a person by name and how they are reached. */
export function NewContact({ onSend, onClose }: NewContactProps) {
  const t = useTranslate();
  const input = useRef<HTMLInputElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => input.current?.focus(), []);
  const [kind, setKind] = useState<'user' | 'other'>('user');
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [email, setEmail] = useState('');
  const [number, address] = [phone.trim(), email.trim()];
  const wrongNumber = number !== '' && !phoneForm.test(number);
  const wrongAddress = address !== '' && !emailForm.test(address);
  const ready = name.trim() !== '' && (number !== '' || address !== '') && !wrongNumber && !wrongAddress;
  const submit = () => {
    if (!ready) return;
    onSend({
      name: name.trim(),
      ...(number !== '' && { phones: [number] }),
      ...(address !== '' && { emails: [address] }),
    });
  };
  return (
    <Dialog
      title={t('contact.new')}
      onClose={onClose}
      footer={
        kind === 'other' ? (
          <>
            <Button onClick={onClose}>{t('dialog.cancel')}</Button>
            <Button kind="primary" disabled={!ready} onClick={submit}>
              {t('composer.send')}
            </Button>
          </>
        ) : undefined
      }
    >
      <div className={styles['kinds']}>
        <Choice
          bare
          label={t('contact.kind')}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'user', label: t('contact.user') },
            { value: 'other', label: t('contact.other') },
          ]}
        />
      </div>
      {kind === 'user' ? (
        <UserChoice input={input} onSend={onSend} />
      ) : (
        <form
          className={styles['body']}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextField
            label={t('contact.name')}
            maxLength={64}
            dir="auto"
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <TextField
            label={t('contact.phone')}
            type="tel"
            maxLength={40}
            autoComplete="off"
            value={phone}
            error={wrongNumber ? t('contact.phoneInvalid') : undefined}
            onChange={({ target }) => setPhone(target.value)}
          />
          <TextField
            label={t('contact.email')}
            type="email"
            maxLength={254}
            autoComplete="off"
            value={email}
            error={wrongAddress ? t('register.emailInvalid') : undefined}
            onChange={({ target }) => setEmail(target.value)}
          />
          <button type="submit" hidden />
        </form>
      )}
    </Dialog>
  );
}

interface UserChoiceProps extends Pick<NewContactProps, 'onSend'> {
  input: RefObject<HTMLInputElement | null>;
}

/** Users by name, and before anything is typed those one writes to anyway: a click sends one. */
function UserChoice({ input, onSend }: UserChoiceProps) {
  const t = useTranslate();
  const [typed, setTyped] = useState('');
  const query = typed.trim();
  const search = usePeopleSearch(query);
  const chats = useDirectChats();
  const shown =
    query === '' ? [...chats.values()].slice(0, mostRecent).map(({ person }) => person) : search.people;
  const options = useOptions({
    query,
    keys: shown.map(({ id }) => id),
    onChoose: (id) => {
      const person = shown.find((one) => one.id === id);
      if (person !== undefined) onSend({ name: person.name, userId: person.id });
    },
  });
  return (
    <div className={people['body']}>
      <SearchInput
        {...options.input}
        ref={input}
        label={t('newChat.search')}
        busy={search.searching}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <p className="visually-hidden" role="status">
        {search.found !== undefined && t('newChat.found', { count: shown.length })}
      </p>
      <div className={people['results']}>
        {query === '' && shown.length > 0 && <p className={people['caption']}>{t('contact.tapToSend')}</p>}
        {query === '' && shown.length === 0 && <Hint>{t('newChat.hint')}</Hint>}
        {search.error !== undefined && <Trouble error={search.error} onRetry={search.retry} />}
        {search.found !== undefined && shown.length === 0 && <Hint>{t('newChat.none', { query })}</Hint>}
        <div {...options.list} aria-label={t('contact.user')}>
          {shown.map((person) => (
            <PersonOption
              key={person.id}
              person={person}
              option={options.option(person.id)}
              active={options.active === person.id}
              detail={<bdi>@{person.username}</bdi>}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
