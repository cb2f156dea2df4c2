import { describe, it } from 'vitest';
import { stepsOf, surviveAll } from '../support/faults/fault-cases.ts';
import { faultKinds, postFaultKinds } from '../support/faults/fault-kinds.ts';
import { FaultyWorld } from '../support/faults/fault-world.ts';

describe('given one fault, nothing acknowledged is lost, doubled or reordered', () => {
  it.for(faultKinds)('when any one call is %s', async (kind) => {
    const world = await FaultyWorld.start();
    const steps = await stepsOf(world);
    await surviveAll(
      world,
      steps.map((step) => [{ ...step, kind }]),
    );
  });

  it.for(postFaultKinds)('when any one post is %s', async (kind) => {
    const world = await FaultyWorld.start();
    const posts = (await stepsOf(world)).filter(({ label }) => label.startsWith('sockets.post'));
    await surviveAll(
      world,
      posts.map((step) => [{ ...step, kind }]),
    );
  });
});
