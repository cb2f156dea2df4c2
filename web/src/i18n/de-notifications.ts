import type { NotificationMessages } from './en.ts';

/** Benachrichtigungen und ihre Einstellungen. */
export const deNotifications: NotificationMessages = {
  'notifications.title': 'Benachrichtigungen',
  'notifications.bell': '{count, plural, =0 {Benachrichtigungen} other {Benachrichtigungen, {shown} neue}}',
  'notifications.empty': 'Du hast alles gesehen',
  'notifications.emptyText':
    'Neue Nachrichten, Erwähnungen, Antworten und Reaktionen stehen hier, bis du sie gesehen hast.',
  'notifications.readAll': 'Alle als gelesen markieren',
  'notifications.read': 'Als gelesen markieren: {title}',
  'notifications.settings': 'Einstellungen der Benachrichtigungen',
  'notifications.failed': 'Deine Benachrichtigungen konnten nicht geladen werden.',

  'notification.message': '{count, plural, one {# neue Nachricht} other {# neue Nachrichten}}',
  'notification.messages': '{count, plural, other {Mehr als # neue Nachrichten}}',
  'notification.mention': '{name} hat dich erwähnt',
  'notification.reply': '{name} hat in einem Thread geantwortet',
  'notification.reaction':
    '{count, plural, one {{name} hat auf deine Nachricht reagiert} other {# Reaktionen auf deine Nachricht}}',
  'notification.groupAdded': '{name} hat dich zu dieser Gruppe hinzugefügt',
  'notification.joinRequest':
    '{count, plural, one {{name} möchte beitreten} other {# Personen möchten beitreten}}',
  'notification.newDevice': 'Neue Anmeldung',
  'notification.passwordChanged': 'Passwort geändert',
  'notification.webhookDisabled': 'Ein Webhook wurde abgeschaltet, da sein Server nicht erreichbar ist',
  'notification.notYou':
    'Warst du das nicht, beende die Sitzung in den Einstellungen und wähle ein neues Passwort.',
  'notification.from': 'Von {device}.',

  'notifySettings.open': 'Benachrichtigungen',
  'notifySettings.title': 'Benachrichtigungen',
  'notifySettings.everywhere': 'Auf allen deinen Geräten',
  'notifySettings.hint':
    'Das gilt für alle Chats außer denen, für die du in ihren Details etwas anderes gewählt hast.',
  'notifySettings.direct': 'Direkte Chats',
  'notifySettings.groups': 'Gruppen',
  'notifySettings.all': 'Alle Nachrichten',
  'notifySettings.mentions': 'Nur Erwähnungen',
  'notifySettings.none': 'Nichts',
  'notifySettings.preview': 'Inhalt der Nachrichten zeigen',
  'notifySettings.previewHint':
    'Sonst nennt die Liste nur, wer wo geschrieben hat, und deine Geräte sagen nur, dass es etwas Neues gibt.',
  'notifySettings.sounds': 'Ton abspielen',
  'notifySettings.quiet': 'Ruhezeiten',
  'notifySettings.quietHint': 'Dann unterbricht dich nichts. Was geschieht, steht trotzdem in der Liste.',
  'notifySettings.from': 'Von',
  'notifySettings.to': 'Bis',
  'notifySettings.days': 'Beginn am',
  'notifySettings.timeZone': 'Zeitzone',
  'notifySettings.failed': 'Deine Einstellungen konnten nicht geladen werden.',
  'notifySettings.digest': 'Verpasstes per E-Mail',
  'notifySettings.digestHint':
    'Direktnachrichten und Erwähnungen, die du nicht gelesen hast, höchstens alle 6 Stunden, an deine bestätigte Adresse.',
  'notifySettings.digest.off': 'Nie',
  'notifySettings.digest.15m': 'Nach 15 Minuten Abwesenheit',
  'notifySettings.digest.1h': 'Nach 1 Stunde Abwesenheit',
  'notifySettings.digest.6h': 'Nach 6 Stunden Abwesenheit',
  'notifySettings.digest.24h': 'Nach 1 Tag Abwesenheit',

  'unsubscribe.title': 'Diese E-Mails abbestellen?',
  'unsubscribe.text':
    'Du bekommst dann keine E-Mails mehr über Verpasstes. Die zu deinem Konto, etwa zu einem neuen Passwort, kommen weiterhin.',
  'unsubscribe.stop': 'Diese E-Mails abbestellen',
  'unsubscribe.doneTitle': 'Du bekommst keine mehr davon',
  'unsubscribe.doneText':
    'In den Einstellungen unter „Benachrichtigungen“ kannst du sie jederzeit wieder bekommen.',
  'unsubscribe.invalidText':
    'Er ist zu alt oder unvollständig. In den Einstellungen unter „Benachrichtigungen“ wählst du, ob du sie bekommst.',

  'notifyDevice.title': 'Auf diesem Gerät',
  'notifyDevice.switch': 'Benachrichtigungen zeigen',
  'notifyDevice.off': 'Erfahre von neuen Nachrichten, auch wenn du nicht auf ChatFlow schaust.',
  'notifyDevice.on': 'Auch wenn ChatFlow geschlossen ist.',
  'notifyDevice.open':
    'Solange ChatFlow in einem Tab offen ist. Ist es geschlossen, ist dieser Browser nicht erreichbar.',
  'notifyDevice.blocked': 'Dein Browser blockiert Benachrichtigungen von ChatFlow.',
  'notifyDevice.blockedHow.others':
    'Um sie zu erlauben, öffne über das Symbol neben der Adresse die Einstellungen dieser Seite und wähle Benachrichtigungen.',
  'notifyDevice.blockedHow.safari':
    'Um sie zu erlauben, öffne die Einstellungen von Safari, dann Websites und Mitteilungen, und wähle diese Seite.',
  'notifyDevice.blockedHow.ios':
    'Um sie zu erlauben, öffne die Einstellungen dieses Geräts, dann Mitteilungen, und wähle ChatFlow.',
  'notifyDevice.unsupported': 'Dieser Browser kann keine Benachrichtigungen zeigen.',
  'notifyDevice.install': 'Hier können nur installierte Apps Benachrichtigungen zeigen.',
  'notifyDevice.installHow':
    'Wähle Teilen und dann „Zum Home-Bildschirm“, öffne ChatFlow von dort und schalte hier Benachrichtigungen ein.',
  'notifyDevice.turnedOn': 'Benachrichtigungen sind eingeschaltet.',

  'notifyCard.title': 'Verpasse keine Antwort',
  'notifyCard.text': 'Erhalte eine Benachrichtigung, wenn es Neues gibt und du gerade nicht hinschaust.',
  'notifyCard.on': 'Einschalten',
  'notifyCard.later': 'Nicht jetzt',
};
