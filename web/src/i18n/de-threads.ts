import type { ThreadMessages } from './en.ts';

export const deThreads: ThreadMessages = {
  'action.reply': 'Antworten',
  'action.replyInThread': 'Im Thread antworten',
  'action.forward': 'Weiterleiten',

  'reply.to': 'Antwort an {name}',
  'reply.toSelf': 'Antwort an dich selbst',
  'reply.cancel': 'Antwort abbrechen',
  'reply.gone': 'Die Nachricht, auf die du antworten wolltest, wurde gelöscht.',
  'quote.jump': 'Die Nachricht zeigen, auf die dies antwortet:',
  'quote.deleted': 'Nachricht gelöscht',
  'quote.missing': 'Nachricht nicht verfügbar',
  'quote.image': 'Foto',
  'quote.video': 'Video',
  'quote.audio': 'Audio',
  'quote.voice': 'Sprachnachricht',
  'quote.document': 'Datei',
  'return.back': 'Zurück zur Antwort',

  'thread.title': 'Thread',
  'thread.in': 'in {name}',
  'thread.replies': '{count, plural, one {# Antwort} other {# Antworten}}',
  'thread.none': 'Noch keine Antworten',
  'thread.new': '{count, plural, other {# neu}}',
  'thread.follow': 'Dem Thread folgen',
  'thread.unfollow': 'Dem Thread nicht mehr folgen',
  'thread.followed': 'Du folgst diesem Thread.',
  'thread.unfollowed': 'Du folgst diesem Thread nicht mehr.',
  'thread.placeholder': 'Im Thread antworten',
  'thread.older': 'Ältere Antworten zeigen',
  'thread.gone': 'Diesen Thread gibt es nicht',
  'thread.goneText': 'Seine erste Nachricht gibt es nicht, oder du kannst sie nicht sehen.',

  'threads.title': 'Threads',
  'threads.unread': '{count, plural, one {# ungelesene Antwort} other {# ungelesene Antworten}}',
  'threads.empty': 'Noch keine Threads',
  'threads.emptyText':
    'Hier stehen die Threads, in denen du antwortest, die du beginnst oder denen du folgst.',
  'threads.more': 'Mehr zeigen',
  'threads.failed': 'Deine Threads konnten nicht geladen werden.',

  'forward.title': 'Weiterleiten an …',
  'forward.search': 'Chats durchsuchen',
  'forward.none': 'Kein Chat passt zu „{query}“.',
  'forward.most': 'Du kannst an {count} Chats zugleich weiterleiten.',
  'forward.send':
    '{count, plural, =0 {Weiterleiten} one {An # Chat weiterleiten} other {An # Chats weiterleiten}}',
  'forward.again': 'Bei den anderen erneut versuchen',
  'forward.done': '{count, plural, one {An # Chat weitergeleitet.} other {An # Chats weitergeleitet.}}',
  'forward.partly':
    '{refused, plural, one {# Chat nahm die Nachricht nicht an.} other {# Chats nahmen die Nachricht nicht an.}}',
  'forward.sent': 'Weitergeleitet',
  'forward.chosen': 'Gewählte Chats',
  'forward.remove': 'Nicht an {name} weiterleiten',
  'forwarded.from': 'Weitergeleitet von',
  'forwarded.kept': 'Weitergeleitet',
};
