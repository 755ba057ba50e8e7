/**
 * The app registration of a connection's client, through Graph: `/applications(appId='…')`. Each call is made once. What is read lags
 * what was written: a password that was made a moment ago may be missing from the list, and one that was removed still be on it.
 */
import * as z from 'zod';
import { type DeliveryError, deliveryError } from '../../delivery/delivery-error.ts';
import type {
  AddedPassword,
  AppRegistration,
  AppRegistrations,
  RegisteredCredential,
} from '../../tenant/app-registrations.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { FindEndpoints } from '../cloud-endpoints.ts';
import { parseRetryAfter } from '../retry-after.ts';
import { createGraphClient, type GraphRequest, type GraphResponse, type SendGraphRequest } from './graph-client.ts';
import { findRegistrationFailure } from './graph-registration-failures.ts';

/** Its answer to a key id that no password of the registration has is 400, with a code that says nothing else. */
const NO_SUCH_PASSWORD = 400;

export function createGraphAppRegistrations(
  findEndpoints: FindEndpoints,
  now: () => Date = () => new Date(),
): AppRegistrations {
  const clients = new Map<string, SendGraphRequest>();

  function clientFor({ cloud }: Connection): SendGraphRequest {
    const { graph } = findEndpoints(cloud);
    const client = clients.get(graph) ?? createGraphClient(graph);
    clients.set(graph, client);
    return client;
  }

  async function call(connection: Connection, request: GraphRequest): Promise<GraphResponse> {
    try {
      return await clientFor(connection)(request);
    } catch (error) {
      throw deliveryError('ERR_GRAPH_UNAVAILABLE', { cause: error, provider: 'no answer' });
    }
  }

  return {
    async read(connection, token) {
      const path = `${pathOf(connection)}?$select=passwordCredentials,keyCredentials`;
      const response = await call(connection, { method: 'GET', path, token });
      if (response.status === 200) return toRegistration(response, now());
      const failure = classify(response, now());
      // Without the permission, and where the registration lies in another tenant, there is nothing to see.
      if (failure.code === 'ERR_ROTATION_NOT_PERMITTED' || failure.code === 'ERR_REGISTRATION_UNKNOWN')
        return undefined;
      throw failure;
    },
    async addPassword(connection, token, { displayName, endsAt }) {
      const body = { passwordCredential: { displayName, endDateTime: endsAt.toISOString() } };
      const path = `${pathOf(connection)}/addPassword`;
      const response = await call(connection, { method: 'POST', path, token, body });
      if (response.status === 200) return toAdded(response, now());
      throw classify(response, now());
    },
    async removePassword(connection, token, keyId) {
      const path = `${pathOf(connection)}/removePassword`;
      const response = await call(connection, { method: 'POST', path, token, body: { keyId } });
      if (response.status === 204) return true;
      const failure = classify(response, now());
      if (response.status === NO_SUCH_PASSWORD && failure.code === 'ERR_GRAPH_UNKNOWN') return false;
      throw failure;
    },
  };
}

/** A client id is a GUID: the connection's schema sees to it. */
const pathOf = ({ clientId }: Connection): string => `/applications(appId='${clientId.toLowerCase()}')`;

const errorSchema = z.object({ error: z.object({ code: z.string() }) });

function classify({ status, headers, body }: GraphResponse, now: Date): DeliveryError {
  const parsed = errorSchema.safeParse(body);
  const code = parsed.success ? parsed.data.error.code.slice(0, 100) : undefined;
  const requestId = headers.get('request-id');
  const retryAt = parseRetryAfter(headers.get('retry-after'), now);
  return deliveryError(findRegistrationFailure(status, code)?.means ?? meaningOf(status), {
    provider: [status, code].filter((part) => part !== undefined).join(' '),
    ...(requestId === null ? {} : { requestId }),
    ...(retryAt ? { retryAt } : {}),
  });
}

/** What no row knows: a 4xx that is no rate and no time-out is the answer to this request, and the next one would get it as well. */
const meaningOf = (status: number) =>
  status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'ERR_GRAPH_UNKNOWN' : 'ERR_GRAPH_UNAVAILABLE';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const credentialSchema = z.object({
  keyId: z.string(),
  displayName: z.string().nullish(),
  hint: z.string().nullish(),
  customKeyIdentifier: z.string().nullish(),
  startDateTime: instant.nullish(),
  endDateTime: instant,
});

const registrationSchema = z.object({
  passwordCredentials: z.array(credentialSchema),
  keyCredentials: z.array(credentialSchema).default([]),
});

function toRegistration(response: GraphResponse, now: Date): AppRegistration {
  const parsed = registrationSchema.safeParse(response.body);
  if (!parsed.success) throw classify(response, now);
  const { passwordCredentials, keyCredentials } = parsed.data;
  return {
    credentials: [
      ...passwordCredentials.map((each) => toRegistered('client-secret', each)),
      ...keyCredentials.map((each) => toRegistered('certificate', each)),
    ],
  };
}

function toRegistered(
  kind: RegisteredCredential['kind'],
  { keyId, displayName, hint, customKeyIdentifier, startDateTime, endDateTime }: z.output<typeof credentialSchema>,
): RegisteredCredential {
  const thumbprint = kind === 'certificate' && customKeyIdentifier ? toHexadecimal(customKeyIdentifier) : undefined;
  return {
    keyId,
    kind,
    endsAt: endDateTime,
    ...(displayName ? { displayName } : {}),
    ...(hint ? { hint } : {}),
    ...(thumbprint ? { thumbprint } : {}),
    ...(startDateTime ? { startsAt: startDateTime } : {}),
  };
}

const HEXADECIMAL = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

/** Graph shows the identifier as it was given: a thumbprint in hexadecimal, or its octets in base64. Anything else is none. */
function toHexadecimal(identifier: string): string | undefined {
  const octets = HEXADECIMAL.test(identifier) ? identifier : Buffer.from(identifier, 'base64').toString('hex');
  return HEXADECIMAL.test(octets) ? octets.toUpperCase() : undefined;
}

const addedSchema = z.object({ keyId: z.string().min(1), secretText: z.string().min(1), endDateTime: instant });

/** An answer without the secret: it was made, and nobody knows it. */
function toAdded(response: GraphResponse, now: Date): AddedPassword {
  const parsed = addedSchema.safeParse(response.body);
  if (!parsed.success) throw classify(response, now);
  const { keyId, secretText, endDateTime } = parsed.data;
  return { keyId, secret: secretText, endsAt: endDateTime };
}
