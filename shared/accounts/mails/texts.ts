import type { Language } from './languages.ts';

/** What is filled into a mail when it is sent: `{{name}}` in its texts. */
export interface Blanks {
  /** The display name of the recipient. */
  name?: string;
  /** Where the button leads. */
  link?: string;
  /** The device that signed in, the passkey or the provider, in words. */
  device?: string;
  /** In digests: the link that turns them off, how much there is, and how much of it is not shown. */
  unsubscribe?: string;
  summary?: string;
  more?: string;
  rows?: readonly RowBlanks[];
}

/** What is filled into the part of a mail that stands once for each conversation. */
export interface RowBlanks {
  title: string;
  href: string;
  detail: string;
  quote: string;
}

export interface MailText {
  subject: string;
  /** What a list of mails shows beside the subject. */
  preview: string;
  paragraphs: readonly string[];
  /** What follows the rows of a mail that has some. */
  afterRows?: string;
  /** The words on the button that leads to `{{link}}`. */
  button?: string;
  /** After the button. */
  closing: readonly string[];
  /** The words of the link that turns mails of this kind off. */
  unsubscribe?: string;
}

/** Every mail, in every language: adding one is adding an entry here and running `npm run mails`. */
export const mailTexts = {
  invitation: {
    en: {
      subject: 'You are invited to ChatFlow',
      preview: '{{name}} invites you to create an account.',
      paragraphs: ['Hello,', '{{name}} invites you to create an account on ChatFlow.'],
      button: 'Create account',
      closing: ['The link works once, for this address.', 'If you did not expect this, ignore this mail.'],
    },
    de: {
      subject: 'Du bist zu ChatFlow eingeladen',
      preview: '{{name}} lädt dich ein, ein Konto anzulegen.',
      paragraphs: ['Hallo,', '{{name}} lädt dich ein, ein Konto bei ChatFlow anzulegen.'],
      button: 'Konto anlegen',
      closing: [
        'Der Link gilt einmal, für diese Adresse.',
        'Wenn du das nicht erwartet hast, kannst du diese Mail ignorieren.',
      ],
    },
  },
  'verify-email': {
    en: {
      subject: 'Confirm your e-mail address',
      preview: 'One click, and your account is complete.',
      paragraphs: ['Hello {{name}},', 'please confirm that this is your e-mail address.'],
      button: 'Confirm address',
      closing: [
        'The link works once, within 30 minutes.',
        'If you did not create an account, ignore this mail.',
      ],
    },
    de: {
      subject: 'Bestätige deine E-Mail-Adresse',
      preview: 'Ein Klick, und dein Konto ist vollständig.',
      paragraphs: ['Hallo {{name}},', 'bitte bestätige, dass dies deine E-Mail-Adresse ist.'],
      button: 'Adresse bestätigen',
      closing: [
        'Der Link gilt einmal, innerhalb von 30 Minuten.',
        'Wenn du kein Konto angelegt hast, kannst du diese Mail ignorieren.',
      ],
    },
  },
  'change-email': {
    en: {
      subject: 'Confirm your new e-mail address',
      preview: 'One click, and your account uses this address.',
      paragraphs: [
        'Hello {{name}},',
        'please confirm that your account should use this address from now on.',
      ],
      button: 'Use this address',
      closing: [
        'The link works once, within 30 minutes. Until then the old address stays.',
        'If you did not ask for this, ignore this mail.',
      ],
    },
    de: {
      subject: 'Bestätige deine neue E-Mail-Adresse',
      preview: 'Ein Klick, und dein Konto benutzt diese Adresse.',
      paragraphs: [
        'Hallo {{name}},',
        'bitte bestätige, dass dein Konto von nun an diese Adresse benutzen soll.',
      ],
      button: 'Diese Adresse benutzen',
      closing: [
        'Der Link gilt einmal, innerhalb von 30 Minuten. Bis dahin bleibt die alte Adresse.',
        'Wenn du das nicht wolltest, kannst du diese Mail ignorieren.',
      ],
    },
  },
  'email-changed': {
    en: {
      subject: 'Your e-mail address was changed',
      preview: 'Your account now uses another address.',
      paragraphs: [
        'Hello {{name}},',
        'your account now uses another e-mail address. This one is no longer connected to it.',
      ],
      closing: ['If this was not you, change your password and end all sessions at once: {{link}}'],
    },
    de: {
      subject: 'Deine E-Mail-Adresse wurde geändert',
      preview: 'Dein Konto benutzt jetzt eine andere Adresse.',
      paragraphs: [
        'Hallo {{name}},',
        'dein Konto benutzt jetzt eine andere E-Mail-Adresse. Diese hier ist nicht mehr damit verbunden.',
      ],
      closing: ['Wenn du das nicht warst, ändere sofort dein Passwort und beende alle Sitzungen: {{link}}'],
    },
  },
  'reset-password': {
    en: {
      subject: 'Choose a new password',
      preview: 'One click, and you can choose a new password.',
      paragraphs: ['Hello {{name}},', 'you can choose a new password for your account.'],
      button: 'Choose a password',
      closing: [
        'The link works once, within 30 minutes. A new password signs out all devices.',
        'If you did not ask for this, ignore this mail: your password stays as it is.',
      ],
    },
    de: {
      subject: 'Wähle ein neues Passwort',
      preview: 'Ein Klick, und du kannst ein neues Passwort wählen.',
      paragraphs: ['Hallo {{name}},', 'du kannst für dein Konto ein neues Passwort wählen.'],
      button: 'Passwort wählen',
      closing: [
        'Der Link gilt einmal, innerhalb von 30 Minuten. Ein neues Passwort meldet alle Geräte ab.',
        'Wenn du das nicht wolltest, kannst du diese Mail ignorieren: Dein Passwort bleibt, wie es ist.',
      ],
    },
  },
  'password-changed': {
    en: {
      subject: 'Your password was changed',
      preview: 'Your other devices were signed out.',
      paragraphs: [
        'Hello {{name}},',
        'the password of your account was changed, and other devices were signed out.',
      ],
      closing: ['If this was not you, choose a new password now: {{link}}'],
    },
    de: {
      subject: 'Dein Passwort wurde geändert',
      preview: 'Deine anderen Geräte wurden abgemeldet.',
      paragraphs: [
        'Hallo {{name}},',
        'das Passwort deines Kontos wurde geändert, und andere Geräte wurden abgemeldet.',
      ],
      closing: ['Wenn du das nicht warst, wähle jetzt ein neues Passwort: {{link}}'],
    },
  },
  'new-device': {
    en: {
      subject: 'A new device signed in',
      preview: 'If it was you, there is nothing to do.',
      paragraphs: ['Hello {{name}},', 'a new device signed in to your account: {{device}}.'],
      closing: ['If this was not you, choose a new password, which signs out all devices: {{link}}'],
    },
    de: {
      subject: 'Ein neues Gerät hat sich angemeldet',
      preview: 'Wenn du das warst, ist nichts zu tun.',
      paragraphs: ['Hallo {{name}},', 'ein neues Gerät hat sich an deinem Konto angemeldet: {{device}}.'],
      closing: ['Wenn du das nicht warst, wähle ein neues Passwort; das meldet alle Geräte ab: {{link}}'],
    },
  },
  'second-factor-on': {
    en: {
      subject: 'Signing in now takes a code',
      preview: 'An authenticator app was added to your account.',
      paragraphs: [
        'Hello {{name}},',
        'from now on, signing in to your account takes a code of your authenticator app.',
      ],
      closing: ['If this was not you, choose a new password, which signs out all devices: {{link}}'],
    },
    de: {
      subject: 'Zum Anmelden braucht es jetzt einen Code',
      preview: 'Deinem Konto wurde eine Authenticator-App hinzugefügt.',
      paragraphs: [
        'Hallo {{name}},',
        'von nun an braucht es zum Anmelden an deinem Konto einen Code aus deiner Authenticator-App.',
      ],
      closing: ['Wenn du das nicht warst, wähle ein neues Passwort; das meldet alle Geräte ab: {{link}}'],
    },
  },
  'second-factor-off': {
    en: {
      subject: 'Signing in takes no code any more',
      preview: 'The authenticator app was removed from your account.',
      paragraphs: [
        'Hello {{name}},',
        'your password alone is enough to sign in to your account from now on.',
      ],
      closing: ['If this was not you, choose a new password, which signs out all devices: {{link}}'],
    },
    de: {
      subject: 'Zum Anmelden braucht es keinen Code mehr',
      preview: 'Die Authenticator-App wurde von deinem Konto entfernt.',
      paragraphs: ['Hallo {{name}},', 'zum Anmelden an deinem Konto genügt von nun an dein Passwort.'],
      closing: ['Wenn du das nicht warst, wähle ein neues Passwort; das meldet alle Geräte ab: {{link}}'],
    },
  },
  'passkey-added': {
    en: {
      subject: 'A passkey was added to your account',
      preview: 'It signs in instead of your password.',
      paragraphs: ['Hello {{name}},', 'a passkey was added to your account: {{device}}.'],
      closing: [
        'If this was not you, remove it in the settings and choose a new password, which signs out all devices: {{link}}',
      ],
    },
    de: {
      subject: 'Deinem Konto wurde ein Passkey hinzugefügt',
      preview: 'Er meldet dich anstelle deines Passworts an.',
      paragraphs: ['Hallo {{name}},', 'deinem Konto wurde ein Passkey hinzugefügt: {{device}}.'],
      closing: [
        'Wenn du das nicht warst, entferne ihn in den Einstellungen und wähle ein neues Passwort; das meldet alle Geräte ab: {{link}}',
      ],
    },
  },
  'identity-added': {
    en: {
      subject: 'Your account is connected to a provider',
      preview: 'It signs in besides your password.',
      paragraphs: ['Hello {{name}},', 'from now on you can sign in to your account with {{device}}.'],
      closing: [
        'If this was not you, disconnect it in the settings and choose a new password, which signs out all devices: {{link}}',
      ],
    },
    de: {
      subject: 'Dein Konto ist mit einem Anbieter verbunden',
      preview: 'Er meldet dich neben deinem Passwort an.',
      paragraphs: ['Hallo {{name}},', 'von nun an kannst du dich mit {{device}} an deinem Konto anmelden.'],
      closing: [
        'Wenn du das nicht warst, trenne die Verbindung in den Einstellungen und wähle ein neues Passwort; das meldet alle Geräte ab: {{link}}',
      ],
    },
  },
  digest: {
    en: {
      subject: '{{summary}}',
      preview: 'This came while you were away.',
      paragraphs: ['Hello {{name}},', 'this came while you were away.'],
      afterRows: '{{more}}',
      button: 'Open ChatFlow',
      closing: [
        'You get this mail when you have been away for a while, every six hours at most. In the settings, under Notifications, you choose after how long.',
      ],
      unsubscribe: 'Stop these mails',
    },
    de: {
      subject: '{{summary}}',
      preview: 'Das kam, während du weg warst.',
      paragraphs: ['Hallo {{name}},', 'das kam, während du weg warst.'],
      afterRows: '{{more}}',
      button: 'ChatFlow öffnen',
      closing: [
        'Du bekommst diese Mail, wenn du eine Weile weg warst, höchstens alle sechs Stunden. In den Einstellungen unter „Benachrichtigungen“ wählst du, nach wie langer Zeit.',
      ],
      unsubscribe: 'Diese Mails abbestellen',
    },
  },
} as const satisfies Record<string, Record<Language, MailText>>;

export type MailName = keyof typeof mailTexts;
export const mailNames = Object.keys(mailTexts) as MailName[];
