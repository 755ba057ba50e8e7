import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { describe, expect, test } from '@jest/globals';
import {
  BindingError,
  toManualInput,
  toServiceBusInput,
} from '../../../../sandbox/functions-host/service-bus-shape.ts';

const instant = new Date('2026-11-22T12:00:00.120Z');

/** Received messages are the SDK's to make; these hold what the shape reads. */
function setup(overrides: object = {}): ServiceBusReceivedMessage {
  return {
    body: Buffer.from('{"to":"evil"}'),
    _rawAmqpMessage: { bodyType: 'data' },
    messageId: 'msg_1',
    deliveryCount: 0,
    to: 'real',
    lockToken: '00000000-0000-0000-0000-000000000001',
    enqueuedTimeUtc: instant,
    expiresAtUtc: instant,
    sequenceNumber: 9_223_372_036_854_775_807n,
    applicationProperties: { TenantId: 'contoso' },
    ...overrides,
  } as unknown as ServiceBusReceivedMessage;
}

describe('service bus shape', () => {
  test('gives a body as bytes, with the metadata the broker sent', () => {
    const { data, triggerMetadata } = toServiceBusInput(setup(), 'binary');

    expect(data).toEqual({ bytes: Buffer.from('{"to":"evil"}') });
    expect(triggerMetadata.To).toEqual({ string: 'real' });
  });

  test('gives a body as text, merged over the metadata', () => {
    const { data, triggerMetadata } = toServiceBusInput(setup(), 'string');

    expect(data).toEqual({ string: '{"to":"evil"}' });
    expect(triggerMetadata.To).toEqual({ string: 'evil' });
  });

  test('reads a value string as its UTF-8 bytes', () => {
    const message = setup({ body: 'grüß', _rawAmqpMessage: { bodyType: 'value' } });

    expect(toServiceBusInput(message, 'binary').data).toEqual({ bytes: Buffer.from('grüß', 'utf8') });
    expect(toServiceBusInput(message, 'string').data).toEqual({ string: 'grüß' });
  });

  test('joins the data sections of one message', () => {
    const message = setup({ body: [Buffer.from('one '), Buffer.from('body')] });

    expect(toServiceBusInput(message, 'string').data).toEqual({ string: 'one body' });
  });

  test.each([
    { body: 42, bodyType: 'value' },
    { body: null, bodyType: 'value' },
    { body: [1], bodyType: 'sequence' },
  ])('refuses $bodyType $body', ({ body, bodyType }) => {
    expect(() => toServiceBusInput(setup({ body, _rawAmqpMessage: { bodyType } }), 'binary')).toThrow(BindingError);
  });

  test('counts deliveries from one, as the host does', () => {
    expect(toServiceBusInput(setup({ deliveryCount: 2 }), 'binary').triggerMetadata.DeliveryCount).toEqual({
      json: '3',
    });
  });

  test('writes instants as .NET does: no zone in the UTC ones, an offset in the others', () => {
    const { triggerMetadata } = toServiceBusInput(setup(), 'binary');

    expect(triggerMetadata.EnqueuedTimeUtc).toEqual({ json: '"2026-11-22T12:00:00.12"' });
    expect(triggerMetadata.EnqueuedTime).toEqual({ json: '"2026-11-22T12:00:00.12+00:00"' });
  });

  test('drops a fraction of zero, and nothing of the seconds', () => {
    const message = setup({ enqueuedTimeUtc: new Date('2026-11-22T12:00:10.000Z') });

    expect(toServiceBusInput(message, 'binary').triggerMetadata.EnqueuedTimeUtc).toEqual({
      json: '"2026-11-22T12:00:10"',
    });
  });

  test('ends the life of a message without end where .NET ends its calendar', () => {
    const message = setup({ expiresAtUtc: new Date(922_337_203_685_477) });

    expect(toServiceBusInput(message, 'binary').triggerMetadata.ExpiresAtUtc).toEqual({
      json: '"9999-12-31T23:59:59.9999999"',
    });
  });

  test('keeps every digit of the sequence number on the wire', () => {
    expect(toServiceBusInput(setup(), 'binary').triggerMetadata.SequenceNumber).toEqual({
      json: '9223372036854775807',
    });
  });

  test('repeats application properties and subject under their older names, and leaves out what is absent', () => {
    const { triggerMetadata } = toServiceBusInput(setup({ subject: 'mail' }), 'binary');

    expect(triggerMetadata.UserProperties).toEqual({ json: '{"TenantId":"contoso"}' });
    expect(triggerMetadata.ApplicationProperties).toEqual(triggerMetadata.UserProperties);
    expect(triggerMetadata.Label).toEqual(triggerMetadata.Subject);
    expect(triggerMetadata).not.toHaveProperty('SessionId');
  });

  test('shows ids that are no strings in AMQP as text', () => {
    const uuid = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const { triggerMetadata } = toServiceBusInput(setup({ messageId: 7, correlationId: uuid }), 'binary');

    expect(triggerMetadata.MessageId).toEqual({ string: '7' });
    expect(triggerMetadata.CorrelationId).toEqual({ string: '00112233-4455-6677-8899-aabbccddeeff' });
  });

  test('merges the body of a run by hand only when it is text', () => {
    expect(toManualInput('{"to":"evil"}', 'string').triggerMetadata.to).toEqual({ string: 'evil' });
    expect(toManualInput('{"to":"evil"}', 'binary').triggerMetadata).not.toHaveProperty('to');
  });
});
