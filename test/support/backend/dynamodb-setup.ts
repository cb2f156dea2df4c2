import type { TestProject } from 'vitest/node';
import { availableEngines } from './dynamodb-engines.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the engine of this run listens; `undefined` where the backend stores in SQLite. */
    dynamoDbEndpoint: string | undefined;
  }
}

/** Starts the engine that a project is named after, for as long as its tests run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = availableEngines().find(({ name }) => name === project.name);
  if (!engine) throw new Error(`there is no engine called ${project.name} here`);
  const running = await engine.start();
  project.provide('dynamoDbEndpoint', running.endpoint);
  return running.stop;
}
