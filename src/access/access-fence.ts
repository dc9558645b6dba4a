import { Token } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { quote, throwIfAny } from '../private/problems';
import { problemsOfOrganization } from './account-ids';
import type { Conditions } from './perms';

/** The role itself, also for its sessions. */
const PRINCIPAL = 'aws:PrincipalArn';

/**
 * Options of a fence by VPC endpoint.
 */
export interface VpcEndpointFenceOptions {
  /**
   * ARNs, or patterns with `*`, of roles that may read from elsewhere: the execution role of tasks that do not use the
   * endpoint, say, or an administrator who uses the console.
   *
   * @default - none
   */
  readonly exceptPrincipalArns?: string[];
}

/**
 * A limit on where a secret is used from, whatever IAM policies say.
 *
 * A fence is a Deny in the secret's resource policy. It denies the use of the value and nothing else, so that the
 * secret can always be managed, and never what an AWS service does on behalf of somebody who may: deployments by
 * CloudFormation with dynamic references and replication keep working.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
 *
 * @example
 * new GovernedSecret(this, 'StripeKey', {
 *   name: SecretName.of({ environment: 'prod', service: 'payments', purpose: 'stripe-api-key' }),
 *   owner: 'team-payments',
 *   fences: [AccessFence.organizations(['o-a1b2c3d4e5'])],
 * });
 */
export class AccessFence {
  /**
   * Reading only through these VPC endpoints for Secrets Manager.
   *
   * A rotation function that is added to the secret reads from wherever it runs. The fence costs reading from everywhere
   * else: the console, a laptop, functions outside of the VPC, and tasks of ECS or pods of EKS whose subnets do not use
   * the endpoint, unless their roles are excepted. Endpoints are of one Region, and resource policies
   * are replicated, so a secret with replicas cannot have this fence.
   *
   * @param endpointIds ids such as `vpce-0a1b2c3d4e5f60718`
   * @throws where there is no id, or one that is not of that form
   */
  public static vpcEndpoints(endpointIds: string[], options: VpcEndpointFenceOptions = {}): AccessFence {
    const exceptions = options.exceptPrincipalArns ?? [];
    throwIfAny('AccessFence.vpcEndpoints', [
      ...problemsOfList(endpointIds, 'a VPC endpoint'),
      ...endpointIds.flatMap(problemsOfEndpoint),
    ]);
    return new AccessFence(true, 'OnlyThroughVpcEndpoints', ['secretsmanager:GetSecretValue'], {
      StringNotEquals: { 'aws:SourceVpce': endpointIds },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      ...(exceptions.length > 0 ? { ArnNotLike: { [PRINCIPAL]: exceptions } } : {}),
    });
  }

  /**
   * Reading, and putting values, only by principals of these organizations.
   *
   * It costs access of partners' accounts outside of them. An account that leaves the organization can manage its
   * secrets and no longer read them.
   *
   * @param organizationIds ids such as `o-a1b2c3d4e5`
   * @throws where there is no id, or one that is not of that form
   */
  public static organizations(organizationIds: string[]): AccessFence {
    throwIfAny('AccessFence.organizations', [
      ...problemsOfList(organizationIds, 'an organization'),
      ...organizationIds.flatMap(problemsOfOrganization),
    ]);
    const actions = ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'];
    return new AccessFence(false, 'OnlyFromOrganizations', actions, {
      StringNotEquals: { 'aws:PrincipalOrgID': organizationIds },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    });
  }

  private constructor(
    /** Whether the fence holds in one Region only. */
    public readonly isRegional: boolean,
    private readonly sid: string,
    private readonly actions: string[],
    private readonly conditions: Conditions,
  ) {}

  /**
   * The statements of several fences, of which each has a Sid of its own: a policy takes each Sid once.
   *
   * @internal
   */
  public static _statementsOf(fences: AccessFence[]): PolicyStatement[] {
    return fences.map((fence, index) => {
      const before = fences.slice(0, index).filter(({ sid }) => sid === fence.sid).length;
      return fence.statement(before === 0 ? fence.sid : `${fence.sid}${before + 1}`);
    });
  }

  /**
   * Lets a rotation function read from where it runs: it would rotate no more, and nobody would see why.
   *
   * @internal
   */
  public static _letPass(statements: PolicyStatement[], role: IRole): void {
    for (const statement of statements.filter(({ conditions }) => 'aws:SourceVpce' in conditions.StringNotEquals)) {
      const excepted = [statement.conditions.ArnNotLike?.[PRINCIPAL] ?? [], role.roleArn].flat();
      statement.addCondition('ArnNotLike', { [PRINCIPAL]: excepted });
    }
  }

  private statement(sid: string): PolicyStatement {
    return new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: this.actions,
      resources: ['*'],
      conditions: this.conditions,
    });
  }
}

function problemsOfList(ids: string[], what: string): string[] {
  return ids.length > 0 ? [] : [`a fence must name ${what}, got an empty list: it would deny the value to everybody`];
}

function problemsOfEndpoint(id: string): string[] {
  return Token.isUnresolved(id) || /^vpce-[0-9a-f]{8,17}$/.test(id)
    ? []
    : [`a VPC endpoint must be like 'vpce-0a1b2c3d4e5f60718', got ${quote(id)}: correct it`];
}
