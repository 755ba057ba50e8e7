/** Lists of secrets and of versions, in pages of 25 without values, as the REST API gives them. */
import { type Answer, jsonAnswer } from '../answer.ts';
import type { Vault } from './vault.ts';
import { badParameter, secretNotFound, toDeletedBundle, toItem } from './vault-answer.ts';

const pageSize = 25;

export interface ListRequest {
  readonly vault: Vault;
  readonly origin: string;
  /** Path that was asked, to build nextLink. */
  readonly path: string;
  readonly apiVersion: string;
  readonly maxresults?: string | undefined;
  readonly skiptoken?: string | undefined;
}

export function listSecrets(request: ListRequest): Answer {
  const { vault, origin } = request;
  const items = vault.list().flatMap((secret) => {
    const newest = secret.versions.at(-1);
    if (secret.deletedAt !== undefined || newest === undefined) return [];
    return [toItem(`${origin}/secrets/${secret.name}`, newest)];
  });
  return answerPage(items, request);
}

export function listSecretVersions(request: ListRequest & { readonly name: string }): Answer {
  const { vault, origin, name } = request;
  const secret = vault.find(name);
  if (secret === undefined || secret.deletedAt !== undefined) return secretNotFound(name);
  const items = secret.versions.map((version) =>
    toItem(`${origin}/secrets/${secret.name}/${version.version}`, version),
  );
  return answerPage(items, request);
}

export function listDeletedSecrets(request: ListRequest): Answer {
  const deleted = request.vault.list().filter((secret) => secret.deletedAt !== undefined);
  return answerPage(
    deleted.map((secret) => toDeletedBundle(request.origin, secret)),
    request,
  );
}

function answerPage(items: readonly unknown[], request: ListRequest): Answer {
  const size = Number(request.maxresults ?? pageSize);
  if (!Number.isInteger(size) || size < 1 || size > pageSize) return badParameter('maxresults must be from 1 to 25');
  const start = Number(request.skiptoken ?? 0);
  const end = start + size;
  const query = `api-version=${request.apiVersion}&$skiptoken=${end}&maxresults=${size}`;
  const nextLink = end < items.length ? `${request.origin}${request.path}?${query}` : null;
  return jsonAnswer(200, { value: items.slice(start, end), nextLink });
}
