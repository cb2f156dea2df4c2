import { useState } from 'react';
import { spanText } from '../format/span.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { RadioList } from '../ui/radio-list.tsx';
import { Select } from '../ui/select.tsx';
import styles from './expiry.module.css';
import { longestSeconds, mostOf, units, type Unit } from './expiry-units.ts';

const hour = 3_600;
const usual = [hour, 24 * hour, 7 * 24 * hour, 28 * 24 * hour] as const;

export interface ExpiryChoiceProps {
  label: string;
  /** What is chosen; `undefined`: messages stay. */
  seconds: number | undefined;
  onChange: (seconds: number | undefined) => void;
}

/** How long messages stay: some usual times, or another one. */
export function ExpiryChoice({ label, seconds, onChange }: ExpiryChoiceProps) {
  const t = useTranslate();
  const locale = useLocale();
  const [asking, setAsking] = useState(false);
  const isOther = seconds !== undefined && !usual.some((one) => one === seconds);
  const times = isOther ? [...usual, seconds].sort((a, b) => a - b) : usual;
  return (
    <>
      <RadioList
        label={label}
        shown
        options={[
          { value: 'off', label: t('expiry.off') },
          ...times.map((time) => ({ value: String(time), label: spanText(time, locale) })),
          { value: 'other', label: t('expiry.other') },
        ]}
        value={asking ? 'other' : String(seconds ?? 'off')}
        onChange={(value) => {
          setAsking(value === 'other');
          if (value !== 'other') onChange(value === 'off' ? undefined : Number(value));
        }}
      />
      {asking && (
        <OtherTime
          onDone={(time) => {
            setAsking(false);
            onChange(time);
          }}
        />
      )}
    </>
  );
}

/** A number of a unit, within what the server takes. */
function OtherTime({ onDone }: { onDone: (seconds: number) => void }) {
  const t = useTranslate();
  const [count, setCount] = useState('30');
  const [unit, setUnit] = useState<Unit>('minute');
  const number = /^\d{1,8}$/.test(count) ? Number(count) : 0;
  const seconds = number * units[unit];
  const fits = seconds >= 5 && seconds <= longestSeconds;
  return (
    <form
      className={styles['other']}
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) onDone(seconds);
      }}
    >
      <TextField
        label={t('expiry.number')}
        inputMode="numeric"
        autoComplete="off"
        value={count}
        maxLength={8}
        onChange={({ target }) => setCount(target.value.trim())}
      />
      <Select
        label={t('expiry.unit')}
        value={unit}
        options={(Object.keys(units) as Unit[]).map((value) => ({ value, label: t(`expiry.unit.${value}`) }))}
        onChange={setUnit}
      />
      <Button type="submit" disabled={!fits}>
        {t('expiry.set')}
      </Button>
      {!fits && (
        <p className={styles['bounds']} role="status">
          {t('expiry.bounds', { most: mostOf(unit) })}
        </p>
      )}
    </form>
  );
}
