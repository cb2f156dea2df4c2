import { languageOf } from '../language.ts';

/** What the system shows around what was written. The worker has no parser of texts with choices, so these have none. */
export interface NoticeTexts {
  /** What happened, by kind. A later server may have more kinds. */
  readonly kinds: Readonly<Record<string, string | undefined>>;
  /** What a message without a text holds. */
  readonly contents: Readonly<Record<string, string | undefined>>;
  /** What cannot be read, or is of no known kind. */
  readonly other: string;
  /** What to do about what happened to the account. */
  readonly notYou: string;
}

const en: NoticeTexts = {
  kinds: {
    message: 'New message',
    mention: 'You were mentioned',
    reply: 'New reply in a thread',
    reaction: 'New reaction to your message',
    group_added: 'You were added to this group',
    join_request: 'New request to join',
    new_device: 'New sign-in',
    password_changed: 'Your password was changed',
  },
  contents: {
    image: 'Photo',
    video: 'Video',
    audio: 'Audio',
    voice: 'Voice message',
    document: 'Document',
    poll: 'Poll',
    location: 'Location',
    contact: 'Contact',
  },
  other: 'New message',
  notYou: 'If this was not you, end that session in the settings and choose a new password.',
};

const de: NoticeTexts = {
  kinds: {
    message: 'Neue Nachricht',
    mention: 'Du wurdest erwähnt',
    reply: 'Neue Antwort in einem Thread',
    reaction: 'Neue Reaktion auf deine Nachricht',
    group_added: 'Du wurdest zu dieser Gruppe hinzugefügt',
    join_request: 'Neue Beitrittsanfrage',
    new_device: 'Neue Anmeldung',
    password_changed: 'Dein Passwort wurde geändert',
  },
  contents: {
    image: 'Foto',
    video: 'Video',
    audio: 'Audio',
    voice: 'Sprachnachricht',
    document: 'Dokument',
    poll: 'Umfrage',
    location: 'Standort',
    contact: 'Kontakt',
  },
  other: 'Neue Nachricht',
  notYou: 'Warst du das nicht, beende die Sitzung in den Einstellungen und wähle ein neues Passwort.',
};

const byLanguage: Readonly<Record<string, NoticeTexts | undefined>> = { en, de };

/** The texts in the first of these languages that there is, else in English. */
export function textsIn(tags: readonly string[]): NoticeTexts {
  return tags.map((tag) => byLanguage[languageOf(tag)]).find((texts) => texts !== undefined) ?? en;
}
