import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ChatFunction } from './chat-function.ts';

export interface CanaryProps {
  functions: Readonly<Record<string, ChatFunction>>;
  /** If one of a function's alarms rings, it goes back to the version before. */
  rollBackOn: (name: string) => Alarm[];
}

/** New code first serves a tenth of the traffic for five minutes. */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, { functions, rollBackOn }: CanaryProps) {
    super(scope, id);
    const application = new LambdaApplication(this, 'Application');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSCodeDeployRoleForLambdaLimited'),
      ],
    });
    acknowledge(role, {
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]':
        'The policy that AWS maintains for exactly this: CodeDeploy moving Lambda aliases.',
    });
    for (const [name, { alias }] of Object.entries(functions)) {
      new LambdaDeploymentGroup(this, name, {
        application,
        role,
        alias,
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
        alarms: rollBackOn(name),
        autoRollback: { deploymentInAlarm: true, failedDeployment: true },
      });
    }
  }
}
