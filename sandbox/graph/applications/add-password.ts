/**
 * `POST …/addPassword`: a new password beside those that are there; its value is in this answer and never again.
 * An app management policy that forbids it or its lifetime is played (`maxPasswordDays`): the refusal names the policy, not what it allows.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { jsonAnswer } from '../../answer.ts';
import { withPassword } from '../../directory/app-password.ts';
import { changeApp } from '../../directory/change-app.ts';
import type { App, AppSecret } from '../../directory/tenant.ts';
import { makeSecretValue } from '../../seed.ts';
import { GraphError } from '../graph-error.ts';
import type { ApplicationOperation } from './application-operation.ts';
import { toPasswordCredential } from './application-resource.ts';
import { readAction } from './read-action.ts';

const instantSchema = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const bodySchema = z.strictObject({
  passwordCredential: z
    .strictObject({
      displayName: z.string().nullish(),
      startDateTime: instantSchema.nullish(),
      endDateTime: instantSchema.nullish(),
    })
    .nullish(),
});

const dayMilliseconds = 24 * 3_600_000;

/** Of the sandbox: every tenant has the same one. */
const policyId = '90b05000-0000-4000-8000-000900000000';

export const addPassword: ApplicationOperation = {
  kind: 'write',
  name: 'addPassword',
  run: ({ body, clock, directory, root, settings, tenant }, app) => {
    const { passwordCredential } = readAction(body, bodySchema);
    const secret = makePassword(passwordCredential ?? {}, clock.now());
    refuseByPolicy(app, secret);
    const change = { now: clock.now(), propagationMilliseconds: settings.passwordPropagationMilliseconds };
    directory.put(changeApp(tenant, app.clientId, (current) => withPassword(current, secret, change)));
    return jsonAnswer(200, {
      '@odata.context': `${root}/$metadata#microsoft.graph.passwordCredential`,
      ...toPasswordCredential(secret),
      secretText: secret.value,
    });
  },
};

type Wish = Partial<NonNullable<z.infer<typeof bodySchema>['passwordCredential']>>;

function makePassword({ displayName, startDateTime, endDateTime }: Wish, now: number): AppSecret {
  const startsAt = startDateTime ?? now;
  const expiresAt = endDateTime ?? inTwoYears(startsAt);
  // The sentence is assumed; Graph says so of keys.
  if (expiresAt <= startsAt || expiresAt <= now)
    throw new GraphError(400, 'Request_BadRequest', 'Password credential end date is invalid.');
  return { keyId: randomUUID(), displayName: displayName ?? '', value: makeSecretValue(), startsAt, expiresAt };
}

function refuseByPolicy({ maxPasswordDays }: App, { startsAt, expiresAt }: AppSecret): void {
  if (maxPasswordDays === null) return;
  if (maxPasswordDays === 0)
    throw new GraphError(
      400,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      `Credential type not allowed as per assigned policy '${policyId}'.`,
    );
  if (expiresAt - startsAt <= maxPasswordDays * dayMilliseconds) return;
  const message = `Credential lifetime exceeds the max value allowed as per assigned policy '${policyId}'.`;
  const details = [{ code: 'InvalidKeyEndDate', message, target: 'EndDate' }];
  throw new GraphError(400, 'CredentialInvalidLifetimeAsPerAppPolicy', message, {}, details);
}

function inTwoYears(instant: number): number {
  const end = new Date(instant);
  return end.setUTCFullYear(end.getUTCFullYear() + 2);
}
