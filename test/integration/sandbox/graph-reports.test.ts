/** Mail that comes back: an NDR in the sender's Inbox, found the ways a program finds it. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '../../harness/eventually.ts';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, withExchange } from './graph-caller.ts';

const sandbox = await startSandbox({ exchange: { reportDelayMilliseconds: 50 } });
const { setup } = createGraphCaller(sandbox);
const messageClass = 'String 0x001A';
const inReplyTo = 'String 0x1042';

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('graph reports', () => {
  afterAll(() => sandbox.stop());

  test('accepts an unknown recipient, and returns the message by its Message-ID', async () => {
    const { accepted, internetMessageId, message, post, sdk, users } = await setup();
    const toRecipients = [{ emailAddress: { address: 'unknown-7@example.org' } }];
    expect((await post(`${users}/sendMail`, { message: { ...message, toRecipients } })).status).toBe(202);
    expect(await accepted()).toBe(1);
    const isReport = `singleValueExtendedProperties/Any(ep: ep/id eq '${messageClass}' and startswith(ep/value, 'REPORT.IPM.Note'))`;
    const ours = `singleValueExtendedProperties/Any(ep: ep/id eq '${inReplyTo}' and ep/value eq '${internetMessageId}')`;
    const inbox = sdk
      .api(`${users}/mailFolders/inbox/messages`)
      .filter(`${isReport} and ${ours}`)
      .select('id,subject,internetMessageHeaders,from')
      .expand(`singleValueExtendedProperties($filter=id eq '${messageClass}')`);
    const report = await eventually('an NDR in the Inbox', async () => (await inbox.get()).value[0]);
    expect(report.singleValueExtendedProperties).toEqual([{ id: 'String 0x1a', value: 'REPORT.IPM.Note.NDR' }]);
    expect(report.from.emailAddress.name).toBe('Microsoft Outlook');
    expect(report.internetMessageHeaders).toContainEqual({ name: 'In-Reply-To', value: internetMessageId });
    expect(String(await sdk.api(`${users}/messages/${report.id}/$value`).get())).toContain('Status: 5.1.1');
    const shown = `mailboxes/noreply@contoso.example/messages/${report.id}`;
    expect(await sandbox.control(shown)).toMatchObject({ folder: 'inbox', subject: report.subject });
  });

  test('knows the addresses that the knob lists, and the quota of a mailbox', async () => {
    const { message, post, sdk } = await setup('fabrikam');
    const users = '/users/support@fabrikam.example';
    const texts = async (): Promise<string[]> => {
      const { value } = await sdk.api(`${users}/mailFolders/inbox/messages`).select('body').get();
      return value.map(({ body }: { body: { content: string } }) => body.content);
    };
    await withExchange(sandbox, { unknownRecipients: ['Ada@example.org'] }, async () => {
      await post(`${users}/sendMail`, { message });
      await eventually('an NDR for the listed address', async () => (await texts())[0]);
    });
    await withExchange(sandbox, { recipientsPerDay: 1 }, async () => {
      expect((await post(`${users}/sendMail`, { message })).status).toBe(202);
      const quota = "The message can't be submitted because the sender's submission quota was exceeded";
      await eventually('an NDR about the quota', async () => (await texts()).find((text) => text.includes(quota)));
    });
  });
});
