import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { Plus, X } from 'lucide-react';
import type { NewPoll as Poll } from '../../../client/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { Switch } from '../ui/switch.tsx';
import { classNames } from '../ui/class-names.ts';
import field from '../ui/field.module.css';
import styles from './new-content.module.css';

/** The limits of the contract. */
const most = { question: 300, options: 12, option: 100 };
const fewest = 2;
const hour = 3_600_000;
/** For how long a poll is open, by hours. */
const spans = { never: 0, hour: 1, day: 24, threeDays: 72, week: 168 } as const;
type Span = keyof typeof spans;

const timeIn = (hours: number) => new Date(Date.now() + hours * hour).toISOString();

/** Of options that look alike, all but the first. */
function repeated(options: readonly string[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const again = new Set<number>();
  for (const [index, option] of options.entries()) {
    const read = option.normalize('NFC').trim();
    if (read !== '' && seen.has(read)) again.add(index);
    seen.add(read);
  }
  return again;
}

/** Asks the members of a conversation: Enter goes on to the next option, and makes it. */
export function NewPoll({ onSend, onClose }: { onSend: (poll: Poll) => void; onClose: () => void }) {
  const t = useTranslate();
  const id = useId();
  const [question, setQuestion] = useState('');
  const [options, setOptions] = useState(['', '']);
  const [multiple, setMultiple] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [span, setSpan] = useState<Span>('never');
  const list = useRef<HTMLOListElement>(null);
  const asked = useRef<HTMLDivElement>(null);
  // after the dialog has opened, which puts the focus on its first control
  useEffect(() => asked.current?.querySelector('input')?.focus(), []);
  const focusOn = (index: number) => list.current?.querySelectorAll('input')[index]?.focus();

  const given = options.map((option) => option.trim()).filter((option) => option !== '');
  const again = repeated(options);
  const ready = question.trim() !== '' && given.length >= fewest && again.size === 0;

  const change = (index: number, text: string) => setOptions(options.with(index, text));
  const add = () => {
    if (options.length >= most.options) return;
    // at once, so that nothing that is typed goes elsewhere
    flushSync(() => setOptions([...options, '']));
    focusOn(options.length);
  };
  const remove = (index: number) => {
    flushSync(() =>
      setOptions(options.length > fewest ? options.toSpliced(index, 1) : options.with(index, '')),
    );
    focusOn(Math.max(0, index - 1));
  };
  const pressed = (event: KeyboardEvent<HTMLInputElement>, index: number) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) submit();
      else if (index < options.length - 1) focusOn(index + 1);
      else if (options[index]?.trim() !== '') add();
    } else if (event.key === 'Backspace' && options[index] === '' && options.length > fewest) {
      event.preventDefault();
      remove(index);
    }
  };

  function submit(): void {
    if (!ready) return;
    const hours = spans[span];
    onSend({
      question: question.trim(),
      options: given,
      multiple,
      anonymous,
      ...(hours > 0 && { closesAt: timeIn(hours) }),
    });
  }

  return (
    <Dialog
      title={t('poll.new')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" disabled={!ready} onClick={submit}>
            {t('composer.send')}
          </Button>
        </>
      }
    >
      <div className={styles['body']} ref={asked}>
        <TextField
          label={t('poll.question')}
          value={question}
          maxLength={most.question}
          dir="auto"
          autoComplete="off"
          onChange={({ target }) => setQuestion(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            focusOn(0);
          }}
        />
        <h3 id={id} className={field['label']}>
          {t('poll.options')}
        </h3>
        <ol ref={list} className={styles['options']} aria-labelledby={id}>
          {options.map((option, index) => (
            // while it is typed, an option has no identity but its place
            <li key={index}>
              <div className={classNames(field['box'], again.has(index) && field['wrong'])}>
                <input
                  className={field['input']}
                  value={option}
                  maxLength={most.option}
                  dir="auto"
                  autoComplete="off"
                  enterKeyHint="next"
                  aria-label={t('poll.optionNumber', { number: index + 1 })}
                  placeholder={t('poll.optionNumber', { number: index + 1 })}
                  aria-invalid={again.has(index)}
                  onChange={({ target }) => change(index, target.value)}
                  onKeyDown={(event) => pressed(event, index)}
                />
                {(options.length > fewest || option !== '') && (
                  <IconButton
                    label={t('poll.removeOption', { number: index + 1 })}
                    tooltip={false}
                    onClick={() => remove(index)}
                  >
                    <X size="1rem" />
                  </IconButton>
                )}
              </div>
              {again.has(index) && (
                <p className={styles['problem']} role="alert">
                  {t('poll.repeated')}
                </p>
              )}
            </li>
          ))}
        </ol>
        {options.length < most.options && (
          <Button kind="ghost" className={styles['add']} onClick={add}>
            <Plus size="1rem" aria-hidden="true" />
            {t('poll.addOption')}
          </Button>
        )}
        <div className={styles['switches']}>
          <Switch
            label={t('poll.allowSeveral')}
            hint={t('poll.allowSeveralHint')}
            checked={multiple}
            onChange={setMultiple}
          />
          <Switch
            label={t('poll.hideVoters')}
            hint={t('poll.hideVotersHint')}
            checked={anonymous}
            onChange={setAnonymous}
          />
        </div>
        <Select
          label={t('poll.duration')}
          value={span}
          onChange={setSpan}
          options={(Object.keys(spans) as Span[]).map((value) => ({
            value,
            label: t(`poll.span.${value}`),
          }))}
        />
      </div>
    </Dialog>
  );
}
