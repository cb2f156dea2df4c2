import type { PushPayload } from '../api/contract.ts';
import { parseJson } from '../api/json.ts';
import { pushPayload } from '../api/push-contract.ts';
import { read } from '../api/shapes.ts';

/** What a push says, from its text. `undefined`: it is none of this version, or damaged. */
export const readPush = (text: string): PushPayload | undefined => read(pushPayload, parseJson(text));
