/** By what a received message is known outside: the MessageId that its producer gave it. */
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';

export const subjectOf = ({ copy, messageId }: ReceivedMessage): string => copy?.originalMessageId ?? messageId ?? '';
