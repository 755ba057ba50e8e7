/**
 * `npm run schema`: writes docs/send-email.schema.json, the JSON Schema that producers in any language can check against.
 * Made from the zod schema; what that checks in code (one body, at least one recipient, at most so many headers) is said here
 * in JSON Schema's words where it has any. So a message that Postbus takes always passes; addresses only Postbus checks fully.
 * `--check` writes nothing and fails where the file is not what would be written.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { MOST_HEADERS, messageSchema } from '../shared/message/message-schema.ts';

export const SCHEMA_FILE = 'docs/send-email.schema.json';

/** The same text for the same contract, so that a difference is a change of the contract. */
export const sendEmailSchemaText = (): string => `${JSON.stringify(sendEmailSchema(), null, 2)}\n`;

export function sendEmailSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(messageSchema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => withoutForeignFormat(jsonSchema),
  });
  const { properties = {}, ...schema } = rest;
  return {
    $schema,
    $id: 'urn:postbus:send-email:1',
    title: 'Postbus send-email message, version 1',
    description:
      'One mail to send from the shared mailbox of a tenant, as JSON in UTF-8 on the Service Bus queue send-email, at most 255 KB. docs/message-contract.md explains it.',
    ...schema,
    properties: {
      ...properties,
      headers: { ...asObject(properties.headers), maxProperties: MOST_HEADERS },
      tags: { ...asObject(properties.tags), maxProperties: 10 },
    },
    allOf: [hasRecipient, { oneOf: [{ required: ['text'] }, { required: ['html'] }] }],
    examples: [example],
  };
}

const hasRecipient = {
  anyOf: ['to', 'cc', 'bcc'].map((property) => ({
    required: [property],
    properties: { [property]: { type: 'array', minItems: 1 } },
  })),
};

const example = {
  version: 1,
  tenant: 'contoso',
  id: 'order-1234-confirmation',
  to: ['ada@example.org', { address: 'grace@example.org', name: 'Grace Hopper' }],
  subject: 'Your order 1234',
  html: '<p>Thank you for your order.</p>',
  tags: { campaign: 'orders' },
};

/** `base64` is no format of JSON Schema: strict validators stop at it. `contentEncoding` and the pattern say the same. */
function withoutForeignFormat(schema: { format?: string }): void {
  if (schema.format === 'base64') delete schema.format;
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

function main(isCheck: boolean): void {
  const wanted = sendEmailSchemaText();
  if (!isCheck) {
    writeFileSync(SCHEMA_FILE, wanted);
  } else if (readCommitted() !== wanted) {
    console.error(`${SCHEMA_FILE} is not what the message schema says. Run \`npm run schema\` and commit the result.`);
    process.exitCode = 1;
  }
}

function readCommitted(): string | undefined {
  try {
    return readFileSync(SCHEMA_FILE, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) main(process.argv.includes('--check'));
