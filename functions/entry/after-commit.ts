import { awsFunction } from '../composition.ts';
import { afterCommitFunction } from '../stream/after-commit.ts';

export const handler = awsFunction(afterCommitFunction);
