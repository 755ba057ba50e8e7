/** Refuses a message, with its attachments, above the size that Exchange takes. */
import type { ExchangeSettings } from '../exchange/exchange-settings.ts';
import type { MessageContent } from '../exchange/message-content.ts';
import { GraphError } from './graph-error.ts';

export function refuseSize(bytes: number, { messageSizeLimitBytes }: ExchangeSettings): void {
  if (bytes <= messageSizeLimitBytes) return;
  throw new GraphError(400, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.');
}

export function bodyBytes({ body, subject }: MessageContent): number {
  return Buffer.byteLength(body.content) + Buffer.byteLength(subject);
}
