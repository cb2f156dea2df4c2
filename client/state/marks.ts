import type { MessageStatus } from '../api/protocol.ts';

/** How far one member has received and read a conversation. */
export interface Mark {
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/** How far everyone else has received and read a conversation. */
export interface OthersMarks extends Mark {
  /** Of each member the state knows of, by user id. Of a large group perhaps not of all. */
  readonly members: Readonly<Record<string, Mark>>;
}

export const noMarks: OthersMarks = { deliveredSeq: 0, readSeq: 0, members: {} };

/** Raises what is known of one member. Returns `marks` itself where that says nothing new. */
export function raiseMark(
  marks: OthersMarks,
  userId: string,
  { deliveredSeq, readSeq }: Mark,
  others: number,
): OthersMarks {
  const before = marks.members[userId] ?? { deliveredSeq: 0, readSeq: 0 };
  const read = Math.max(readSeq, before.readSeq);
  // what was read has arrived
  const mark = { deliveredSeq: Math.max(deliveredSeq, before.deliveredSeq, read), readSeq: read };
  if (mark.readSeq === before.readSeq && mark.deliveredSeq === before.deliveredSeq && userId in marks.members)
    return marks;
  return withFloor({ ...marks, members: { ...marks.members, [userId]: mark } }, others);
}

/** Where all `others` are known, everyone has come as far as the least advanced of them. */
export function withFloor(marks: OthersMarks, others: number): OthersMarks {
  const known = Object.values(marks.members);
  if (known.length < others || known.length === 0) return marks;
  const deliveredSeq = Math.max(marks.deliveredSeq, Math.min(...known.map((mark) => mark.deliveredSeq)));
  const readSeq = Math.max(marks.readSeq, Math.min(...known.map((mark) => mark.readSeq)));
  if (deliveredSeq === marks.deliveredSeq && readSeq === marks.readSeq) return marks;
  return { ...marks, deliveredSeq: Math.max(deliveredSeq, readSeq), readSeq };
}

/** An own message has this status, so everyone has come at least as far as it. */
export function raiseByStatus(marks: OthersMarks, seq: number, status: MessageStatus): OthersMarks {
  if (status === 'sent') return marks;
  const readSeq = status === 'read' ? Math.max(marks.readSeq, seq) : marks.readSeq;
  const deliveredSeq = Math.max(marks.deliveredSeq, seq);
  if (readSeq === marks.readSeq && deliveredSeq === marks.deliveredSeq) return marks;
  return { ...marks, deliveredSeq, readSeq };
}

/** How far an own message has come by these marks. */
export function statusAt({ deliveredSeq, readSeq }: Mark, seq: number): MessageStatus {
  if (seq <= readSeq) return 'read';
  return seq <= deliveredSeq ? 'delivered' : 'sent';
}
