import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Says why rules of cdk-nag (`S1`, `IAM5[Resource::*]`) are not followed by a construct and what is in it. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
}
