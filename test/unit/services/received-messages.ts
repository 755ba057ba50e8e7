/** A received message of the producer's own, for what turns it into a copy. */
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';

export const receivedMessage = (from: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  body: Buffer.from('{"tenant":"contoso"}'),
  messageId: 'msg_1',
  deliveryCount: 1,
  sequenceNumber: '7',
  enqueuedAt: new Date('2026-01-01T00:00:00Z'),
  ...from,
});
