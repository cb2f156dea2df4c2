/** Messages that are written piece by piece, which the client loads at their first use. */
import { routes, type AckData, type ClientFrameData } from '../api/protocol.ts';
import type { Session } from '../session/session.ts';
import type { UserSession } from '../session/user-session.ts';
import { randomId } from '../platform/random.ts';
import { MessageWriter, type WriterContext } from './message-writer.ts';
import { untilPassed } from './until-passed.ts';

export { MessageWriter };

export interface StreamContext extends Omit<WriterContext, 'append' | 'user'> {
  session: Session;
  signedIn: () => UserSession;
}

/** Opens a message. Its calls are those of `MessageCalls`, which says what they do. */
export async function openStream(
  context: StreamContext,
  conversationId: string,
  {
    replyTo = null,
    clientId = randomId(context.random),
  }: { replyTo?: string | null; clientId?: string } = {},
): Promise<MessageWriter> {
  const { session } = context;
  const user = context.signedIn();
  let repeat = false;
  const opened = await untilPassed(context, () => {
    const opening = { clientId, ...(replyTo !== null && { replyTo }), ...(repeat && { repeat }) };
    repeat = true;
    return user.ask('message:open', { conversationId, ...opening }, async () => {
      const params = { id: conversationId };
      const { status, body } = await session.callForStatus(routes.openStream, { params, body: opening });
      return { ...body, duplicate: status === 200 };
    });
  });
  const append = (data: ClientFrameData<'message:append'>): Promise<AckData<'message:append'>> =>
    user.ask('message:append', data, () => {
      const { seq, conversationId: id, ...body } = data;
      return session.call(routes.appendToStream, { params: { id, seq: String(seq) }, body });
    });
  const { seq, duplicate, offset: _, ...rest } = opened;
  const writer = new MessageWriter({ ...context, user, append }, { ...opened, conversationId });
  // this socket gets no event of it
  if (duplicate) user.delivery.expect(conversationId, seq);
  else {
    const own = { seq, conversationId, senderId: user.userId, replyTo, clientId };
    user.delivery.receive({ ...rest, ...unwritten, ...own, attachments: [] });
  }
  return writer;
}

const unwritten = {
  kind: 'text',
  text: '',
  streaming: true,
  editedAt: null,
  deletedAt: null,
  status: 'sent',
} as const;
