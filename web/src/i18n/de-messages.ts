import type { ActionMessages } from './en.ts';

/** The texts of what can be done with a message, in German. */
export const deMessages: ActionMessages = {
  'action.menu': 'Was du mit dieser Nachricht tun kannst',
  'action.more': 'Mehr',
  'action.react': 'Reagieren',
  'action.reactWith': 'Mit {emoji} reagieren',
  'action.otherEmoji': 'Anderes Emoji',
  'action.copy': 'Text kopieren',
  'action.copied': 'Text kopiert',
  'action.edit': 'Bearbeiten',
  'action.delete': 'Löschen',
  'action.revisions': 'Frühere Fassungen anzeigen',
  'action.reactions': 'Wer hat reagiert?',

  'editing.title': 'Nachricht bearbeiten',
  'editing.cancel': 'Bearbeiten abbrechen',
  'editing.deleted': 'Die Nachricht, die du bearbeitet hast, wurde gelöscht.',

  'deletion.title': 'Diese Nachricht löschen?',
  'deletion.everyone': 'Für alle löschen',
  'deletion.me': 'Sie wird für dich auf allen deinen Geräten gelöscht. Andere sehen sie weiterhin.',
  'deletion.direct': 'Sie wird für dich und für {name} gelöscht. Das lässt sich nicht rückgängig machen.',
  'deletion.group':
    'Sie wird für alle Mitglieder der Gruppe gelöscht. Das lässt sich nicht rückgängig machen.',
  'deletion.other':
    'Die Nachricht von {name} wird für alle Mitglieder der Gruppe gelöscht. Das lässt sich nicht rückgängig machen.',

  'revisions.title': 'Frühere Fassungen',
  'revisions.now': 'Jetzt, seit {time}',
  'revisions.none': 'Es gibt keine früheren Fassungen mehr.',

  'reactions.none': 'Es gibt keine Reaktionen mehr.',

  'saved.title': 'Gespeicherte Nachrichten',
  'saved.save': 'Speichern',
  'saved.unsave': 'Nicht mehr speichern',
  'saved.done': 'Gespeichert, nur für dich',
  'saved.undone': 'Nicht mehr gespeichert',
  'saved.empty': 'Noch keine gespeicherten Nachrichten',
  'saved.emptyText':
    'Wähle „Speichern“ im Menü einer Nachricht, um sie hier wiederzufinden. Nur du siehst, was du speicherst.',
  'saved.failed': 'Deine gespeicherten Nachrichten konnten nicht geladen werden.',
  'saved.tooMany': 'Du hast so viele Nachrichten gespeichert, wie es möglich ist.',

  'stream.writing': '{name} schreibt …',
  'stream.ownWriting': 'Du schreibst …',
  'stream.stop': 'Anhalten',
  'stream.stopped': 'Angehalten',
  'stream.unfinished': 'Nicht fertig: Die Verbindung zum Absender brach ab.',

  'previews.remove': 'Vorschau entfernen',
  'previews.removed': 'Die Vorschau ist weg, für alle.',
  'previews.show': 'Vorschau von Links zeigen',
  'previews.make': 'Vorschau von Links in meinen Nachrichten',
  'previews.makeHint':
    'Der Server liest die Seite, auf die du verlinkst, und alle im Chat sehen, worum es geht.',

  'announce.edited': '{name} hat eine Nachricht bearbeitet: {text}',
  'announce.deleted': '{name} hat eine Nachricht gelöscht.',
  'announce.reactions': 'Reaktionen auf „{text}“: {reactions}.',
  'announce.noReactions': 'Keine Reaktionen mehr auf „{text}“.',

  'expiry.title': 'Selbstlöschende Nachrichten',
  'expiry.off': 'Aus',
  'expiry.value.sending': '{time} nach dem Senden',
  'expiry.value.reading': '{time} nach dem Lesen',
  'expiry.lead': 'Neue Nachrichten dieses Chats verschwinden für euch beide nach dieser Zeit.',
  'expiry.leadGroup': 'Neue Nachrichten dieser Gruppe verschwinden für alle Mitglieder nach dieser Zeit.',
  'expiry.adminsOnly': 'Eingestellt: {value}. Nur Admins ändern das.',
  'expiry.howLong': 'Nachrichten verschwinden nach',
  'expiry.other': 'Andere Zeit',
  'expiry.number': 'Anzahl',
  'expiry.unit': 'Einheit',
  'expiry.unit.second': 'Sekunden',
  'expiry.unit.minute': 'Minuten',
  'expiry.unit.hour': 'Stunden',
  'expiry.unit.day': 'Tage',
  'expiry.unit.week': 'Wochen',
  'expiry.set': 'Einstellen',
  'expiry.bounds': 'Von 5 Sekunden bis zu einem Jahr: höchstens {most} davon.',
  'expiry.from': 'Gerechnet ab',
  'expiry.from.sending': 'Senden',
  'expiry.from.sendingHint': 'Die Zeit beginnt für alle, wenn eine Nachricht gesendet wird.',
  'expiry.from.reading': 'Lesen',
  'expiry.from.readingHint':
    'Die Zeit beginnt, wenn alle anderen eine Nachricht gelesen haben, spätestens nach einer Woche.',
  'expiry.left': 'Verschwindet in {time}',
  'expiry.waits': 'Verschwindet {time} nach dem Lesen',
  'expiry.sign': 'Nachrichten verschwinden: {value}',
};
