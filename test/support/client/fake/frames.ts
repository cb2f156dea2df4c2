import type * as z from 'zod';
import { validate } from '../../../../functions/middleware/validate.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import { clientFrames, type clientFrame } from '../../../../shared/protocol/index.ts';
import type { Person } from './people.ts';

export type Frame = z.infer<typeof clientFrame>;
type FrameType = keyof typeof clientFrames;

/** A frame that passed its checks. */
interface Call<T extends FrameType> {
  person: Person;
  data: z.output<(typeof clientFrames)[T]['data']>;
  /** By which it came. */
  socket: object;
}

/** What becomes of each frame: the data of its ack. */
export type FrameHandlers = { readonly [T in FrameType]: (call: Call<T>) => object };

const isFrameType = (type: string): type is FrameType => Object.hasOwn(clientFrames, type);

/** The ack's data. Throws a `ChatError`. */
export function handleFrame(
  handlers: FrameHandlers,
  person: Person,
  { type, data }: Frame,
  socket: object,
): object {
  if (!isFrameType(type)) throw new ChatError('unknown_frame');
  const handle = handlers[type] as (call: { person: Person; data: unknown; socket: object }) => object;
  return handle({ person, data: validate(clientFrames[type].data, data, 'data'), socket });
}
