import type { ReactNode } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import { classNames } from '../ui/class-names.ts';
import styles from './people.module.css';
import { usePresenceDot, type Described } from './presence.ts';
import type { Options } from './use-options.ts';

export interface Person extends Described {
  name: string;
  username: string;
  avatar: string | null;
}

export interface OptionProps {
  option: ReturnType<Options<string>['option']>;
  active: boolean;
  /** Under the name. */
  detail: ReactNode;
  end?: ReactNode;
}

/** A person to choose: picture, name, username. */
export function PersonOption({ person, ...rest }: OptionProps & { person: Person }) {
  const dot = usePresenceDot(person);
  const picture = (
    <Avatar id={person.id} name={person.name} avatar={person.avatar} size={40} presence={dot} />
  );
  return <Option {...rest} picture={picture} name={person.name} mark={<BotMark of={person} />} />;
}

/** What can be chosen: a picture, a name, and a line below it. */
export const Option = ({
  option,
  active,
  picture,
  name,
  mark,
  detail,
  end,
}: OptionProps & { picture: ReactNode; name: string; mark?: ReactNode }) => (
  <div {...option} className={classNames(styles['option'], active && styles['active'])}>
    {picture}
    <span className={styles['names']}>
      <span className={styles['nameLine']}>
        <span className={styles['name']} dir="auto">
          {name}
        </span>
        {mark}
      </span>
      <span className={styles['detail']}>{detail}</span>
    </span>
    {end}
  </div>
);
