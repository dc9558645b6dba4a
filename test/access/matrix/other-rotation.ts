import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Outcome } from '../../support/iam';
import { newRole } from '../../support/stacks';
import type { Case, Matrix } from './cases';
import type { Actor } from './grantees';
import { KEY_ACTIONS, KEY_USE } from './operations';
import { Scene } from './scene';
import { tried, triedWithKey } from './tried';

const INVOKE = 'lambda:InvokeFunction';
const ROTATING = ['CancelRotateSecret', 'DescribeSecret', 'RotateSecret'].map((name) => `secretsmanager:${name}`);
const VALUE = ['GetSecretValue', 'PutSecretValue'].map((name) => `secretsmanager:${name}`);

/** A role is granted before there is a schedule, another after, and both of two secrets have a function. */
export function matrixOfRotation(): Matrix {
  const scene = new Scene();
  const { secret, sibling } = scene.legacy;
  const [before, after, without] = ['Before', 'After', 'Without'].map((id) => newRole(scene.stack, {}, id));
  const [own, others] = ['OwnFunction', 'SiblingFunction'].map((id) => newFunction(scene, id));
  secret.grants.rotate(before);
  secret.addRotationSchedule('Schedule', { rotationLambda: own });
  sibling.addRotationSchedule('Schedule', { rotationLambda: others });
  secret.grants.rotate(after);

  const world = scene.world();
  const [rotated, beside, foreign] = [secret, sibling, scene.legacyForeign].map((one) => world.secret(one));
  const [ownFunction, othersFunction] = [own, others].map((one) => world.function(one));
  const actor = (name: string, role: typeof before): Actor => ({ name, principal: world.principal(role) });
  const starting = (who: Actor, isRotator: boolean): Case[] => {
    const expected: Outcome = isRotator ? 'allowed' : 'implicitly denied';
    return [
      tried(who, INVOKE, ownFunction, expected),
      tried(who, INVOKE, othersFunction, 'implicitly denied'),
      ...ROTATING.map((action) => tried(who, action, rotated, expected)),
      ...ROTATING.map((action) => tried(who, action, beside, 'implicitly denied')),
      ...VALUE.map((action) => tried(who, action, rotated, 'implicitly denied')),
      ...triedWithKey(who, rotated, KEY_ACTIONS, []),
    ];
  };
  const rotating = (name: string, fn: LambdaFunction, its: typeof rotated, notIts: typeof rotated): Case[] => {
    const who: Actor = { name, principal: world.principal(fn.role ?? name) };
    return [
      ...triedWithKey(who, its, KEY_ACTIONS, ['kms:Decrypt', 'kms:GenerateDataKey']),
      ...[notIts, foreign].flatMap((one) => triedWithKey(who, one, KEY_USE, [])),
    ];
  };
  return {
    world,
    cases: [
      ...starting(actor('whoever was granted before', before), true),
      ...starting(actor('whoever was granted after', after), true),
      ...starting(actor('whoever was not granted', without), false),
      ...rotating('the rotation function', own, rotated, beside),
      ...rotating('the rotation function of the sibling', others, beside, rotated),
    ],
  };
}

function newFunction(scene: Scene, id: string): LambdaFunction {
  return new LambdaFunction(scene.stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
}
