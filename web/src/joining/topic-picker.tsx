import { useId, useState, type KeyboardEvent } from 'react';
import { Check } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { TextField } from '../ui/field.tsx';
import styles from './joining.module.css';
import { namedTopics, topicName } from './topic-name.ts';
import { topicOf } from './typed-topic.ts';

export interface TopicPickerProps {
  label: string;
  hint: string;
  chosen: readonly string[];
  most: number;
  onChange: (topics: string[]) => void;
}

/** Topics to choose from, and one's own beside them. */
export function TopicPicker({ label, hint, chosen, most, onChange }: TopicPickerProps) {
  const t = useTranslate();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  /** Own topics stay on screen when they are taken away, until the picker closes. */
  const [own, setOwn] = useState<readonly string[]>([]);
  const named = namedTopics.map((topic) => ({ topic, name: topicName(topic, t) }));
  const others = [...new Set([...own, ...chosen])]
    .filter((topic) => !named.some((one) => one.topic === topic))
    .map((topic) => ({ topic, name: topic }));
  const full = chosen.length >= most;

  const toggle = (topic: string) => {
    if (chosen.includes(topic)) {
      setOwn((last) => [...last, topic]);
      onChange(chosen.filter((one) => one !== topic));
    } else if (!full) onChange([...chosen, topic]);
  };

  function add(): void {
    // by its name in the user's language it is the one of the list
    const wanted = typed.trim().toLowerCase();
    const topic = named.find(({ name }) => name.toLowerCase() === wanted)?.topic ?? topicOf(typed);
    setWrong(topic === undefined);
    if (topic === undefined || full) return;
    if (!chosen.includes(topic)) onChange([...chosen, topic]);
    setTyped('');
  }

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    // it would send the form
    event.preventDefault();
    add();
  };

  return (
    <fieldset className={styles['topics']} aria-describedby={`${id}-hint`}>
      <legend className={styles['label']}>{label}</legend>
      <div className={styles['chips']}>
        {[...named, ...others].map(({ topic, name }) => {
          const on = chosen.includes(topic);
          return (
            <button
              key={topic}
              type="button"
              className={classNames(styles['chip'], on && styles['chipOn'])}
              aria-pressed={on}
              disabled={!on && full}
              onClick={() => toggle(topic)}
            >
              {on && <Check size="1rem" aria-hidden="true" />}
              <bdi>{name}</bdi>
            </button>
          );
        })}
      </div>
      <p id={`${id}-hint`} className={styles['hint']} aria-live="polite">
        {full ? t('community.topicsFull', { most }) : hint}
      </p>
      {!full && (
        <div className={styles['ownTopic']}>
          <TextField
            label={t('community.ownTopic')}
            className={styles['ownTopicField'] ?? ''}
            autoComplete="off"
            autoCapitalize="none"
            maxLength={40}
            dir="auto"
            value={typed}
            error={wrong ? t('community.topicInvalid') : undefined}
            onChange={({ target }) => {
              setTyped(target.value);
              setWrong(false);
            }}
            onKeyDown={onKey}
            end={
              typed.trim() !== '' && (
                <Button kind="ghost" onClick={add}>
                  {t('community.addTopic')}
                </Button>
              )
            }
          />
        </div>
      )}
    </fieldset>
  );
}
