/** The pages of admin consent, as plain HTML: the question, a refusal, and a callback that is made twice. Everything a caller sent is escaped. */
import type { Tenant } from '../directory/tenant.ts';
import type { ConsentAnswer, ConsentRequest } from './admin-consent.ts';

const labels: readonly (readonly [answer: ConsentAnswer, label: string])[] = [
  ['granted', 'Accept'],
  ['declined', 'Cancel (the error callback, which says admin_consent=True too)'],
  ['lost-state', 'Accept, and lose the state'],
  ['forged-tenant', 'Accept, and name another tenant'],
  ['twice', 'Accept, and call back twice'],
];

/** The form repeats the request, so that whatever answers it needs no memory. */
export function consentPage(
  { clientId, tenants, scope }: ConsentRequest,
  path: string,
  query: URLSearchParams,
): string {
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const buttons = labels.map(([answer, label]) => `<p><button name="answer" value="${answer}">${label}</button></p>`);
  return page(
    'Permissions requested',
    `<p>The application <code>${escapeHtml(clientId)}</code> asks an administrator for <code>${escapeHtml(scope)}</code>.</p>
<form action="${escapeHtml(path)}/answer" method="get">
${hidden.join('\n')}
<p><label>Tenant <select name="as">${tenants.map(option).join('')}</select></label></p>
${buttons.join('\n')}
</form>`,
  );
}

export function refusalPage(sentence: string): string {
  return page('Sorry, but we’re having trouble signing you in', `<p>${escapeHtml(sentence)}</p>`);
}

/** An image asks for the callback once, the browser then goes there. */
export function twicePage(callback: string): string {
  const address = escapeHtml(callback);
  return page(
    'Calling back twice',
    `<img src="${address}" alt="" width="1" height="1"><meta http-equiv="refresh" content="1;url=${address}">
<p><a href="${address}">Go on</a></p>`,
  );
}

function option({ tenantId, displayName }: Tenant): string {
  return `<option value="${escapeHtml(tenantId)}">${escapeHtml(displayName)}</option>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${title}</title>
<body style="font-family:sans-serif;max-width:42em;margin:3em auto">
<h1>${title}</h1>
${body}
<p><small>The sandbox’s Entra ID. Nothing is changed by an answer.</small></p>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
