import { CrossStackReferences, ReferenceStrength, type Stack } from 'aws-cdk-lib/core';

/**
 * Lets a stack that a setting can leave out read the outputs of the others, rather than import what they export: nothing
 * that is exported could be removed as long as the stack is there. Reading also reaches over Regions. To be called before
 * anything is in the stack.
 */
export function referWeakly(stack: Stack): void {
  CrossStackReferences.of(stack).consume(ReferenceStrength.WEAK);
}
