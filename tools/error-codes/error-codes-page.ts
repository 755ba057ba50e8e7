/** The text of docs/error-codes.md: the same for the same tables, so that a difference is a change of them. */
import {
  type Action,
  type ErrorCodeEntry,
  errorCodes,
  type Owner,
  type Scope,
} from '../../shared/delivery/error-codes.ts';
import { queueErrorCodes } from '../../shared/message/queue-access.ts';
import { type ProviderAnswer, providerAnswers } from './provider-answers.ts';

const ALL: readonly (readonly [string, ErrorCodeEntry])[] = Object.entries(errorCodes);

const SCOPES: Readonly<Record<Scope, { readonly title: string; readonly text: string }>> = {
  message: { title: 'The message', text: 'They say nothing about any other message.' },
  mailbox: { title: 'The mailbox', text: 'Every message from that mailbox meets them; other mailboxes do not.' },
  tenant: { title: 'The tenant', text: 'Every message of that tenant meets them; other tenants do not.' },
  service: { title: 'Microsoft’s services', text: 'They pass, and every message waits for that.' },
  self: { title: 'Postbus itself', text: 'They are for those who run it, and never a tenant’s fault.' },
};

const ACTIONS: Readonly<Record<Action, string>> = {
  fail: 'The message ends as `failed`.',
  park: 'The message is parked: kept whole until somebody acts.',
  hold: 'The message is parked, and with it everything of the same SCOPE, until the hold is lifted. No attempt is spent.',
  wait: 'The message comes back later, as often as it takes, and spends no attempt. Only its expiry ends that.',
  retry: 'The message comes back later, for a limited number of attempts; then it fails with `ERR_ATTEMPTS_EXHAUSTED`.',
  none: 'No message meets it: mail goes on with what is there.',
  reconcile:
    'Nothing is sent before the mailbox was looked at. Where nobody may look, the connection’s policy decides.',
};

const OWNERS: Readonly<Record<Owner, string>> = {
  producer: 'the producer',
  operator: 'the operator',
  'tenant administrator': 'the tenant’s administrator',
  Microsoft: 'nobody: Microsoft',
};

export function errorCodesPage(): string {
  const answers = Map.groupBy(providerAnswers(), ({ code }) => code);
  const sections = Object.entries(SCOPES).flatMap(([scope, { title, text }]) => [
    `## ${title}`,
    text,
    ...ALL.filter(([, entry]) => entry.scope === scope).flatMap(([code, entry]) =>
      sectionOf(code, entry, answers.get(code) ?? []),
    ),
  ]);
  const queue = Object.entries(queueErrorCodes).flatMap(([code, { sentence, remedy }]) => [
    `### ${code}`,
    sentence,
    `- **What to do:** ${remedy}`,
    ...answerTable(answers.get(code) ?? []),
  ]);
  return `${[...INTRODUCTION, ...index(), ...RULES, ...sections, ...QUEUE, ...queue].join('\n\n')}\n`;
}

const INTRODUCTION = [
  '# Error codes',
  '<!-- Written by `npm run error-codes` from the tables in shared/. Do not edit. -->',
  'Every way a message can fail, for those who read one: in `postbus status`, in the log, in an alert. A failure has a code, a sentence, the one who must act, and what to do. Codes do not change; sentences may get better. Beside the code stands what the service answered, such as `403 ErrorAccessDenied`: look it up in the table below the code. Where no status is given, the code counts with any.',
];

function index(): readonly string[] {
  const rows = ALL.map(([code, { sentence, owner }]) => `| ${linkTo(code)} | ${cell(sentence)} | ${OWNERS[owner]} |`);
  const queueRows = Object.entries(queueErrorCodes).map(
    ([code, { sentence }]) => `| ${linkTo(code)} | ${cell(sentence)} | who ran the command |`,
  );
  return ['## Index', ['| code | what it means | who acts |', '|---|---|---|', ...rows, ...queueRows].join('\n')];
}

const RULES = [
  '## How an answer is read',
  [
    '- **Status and code decide, a message’s text never.** Microsoft changes texts, and asks not to rely on them.',
    '- **Only a send can be in doubt.** An answer to a send that neither accepts the message nor says why it is refused (nearly any 5xx, 408, a 404 that no row below knows, any success but 202, a refusal without a reason, no answer) is `ERR_DELIVERY_UNCONFIRMED`: users of other systems got four copies after a 504. The same answer to another call passes by waiting.',
    '- **429 says that nothing was done**, so it is never a doubt. **503** is throttling too; to a send it is a doubt, and the mailbox is left alone for a while.',
    '- **`Retry-After` is honoured whole**, in seconds or as a date, up to 24 hours; a date in the past means now. Where it is absent or unreadable, Postbus’s own growing delays count, or a longer pause of the answer’s own.',
    '- **401 from Graph counts at the second time**: the token is dropped, and the call made once more with a new one.',
    '- **What nobody knows is temporary**: an unknown 4xx of Graph’s is `ERR_GRAPH_UNKNOWN`, tried a limited number of times and logged with a sample; an unknown 5xx is `ERR_GRAPH_UNAVAILABLE`.',
    '- **Entra ID** is judged by `error` and the status; an `AADSTS` number only picks the better code and remedy among those.',
  ].join('\n'),
];

const QUEUE = [
  '## The queue, as the commands see it',
  'Of `postbus send` and `postbus queue`. After a failed `send` some of the messages may have been taken; sending the same ones again is harmless where they have ids. The codes of a mistyped command are in [the commands](cli.md#exit-codes).',
];

function sectionOf(code: string, entry: ErrorCodeEntry, answers: readonly ProviderAnswer[]): readonly string[] {
  const { sentence, remedy, owner, action, scope, status, disposition } = entry;
  return [
    `### ${code}`,
    sentence,
    [
      `- **Who acts:** ${OWNERS[owner]}`,
      `- **What to do:** ${remedy}`,
      `- **What Postbus does:** ${ACTIONS[action].replace('SCOPE', scope)}`,
      `- **Status:** ${status}, ${disposition}`,
    ].join('\n'),
    ...answerTable(answers),
  ];
}

function answerTable(answers: readonly ProviderAnswer[]): readonly string[] {
  if (answers.length === 0) return [];
  const rows = answers.map(({ service, answer, to, sample, hint, source }) => {
    const seen = to === undefined ? service : `${service}, to ${to}`;
    return `| ${seen} | \`${answer}\` | ${cell(sample)} | ${cell(hint ?? '')} | ${cell(source)} |`;
  });
  return [
    ['| from | answer | what it says | what else to know | source |', '|---|---|---|---|---|', ...rows].join('\n'),
  ];
}

const linkTo = (code: string): string => `[\`${code}\`](#${code.toLowerCase()})`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
