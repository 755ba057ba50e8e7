/** Every way a message can fail, in one table. Key on the code; the rest follows from it (`error-codes/entry.ts`). */
import { mailboxCodes } from './error-codes/mailbox-codes.ts';
import { messageCodes } from './error-codes/message-codes.ts';
import { rotationCodes } from './error-codes/rotation-codes.ts';
import { selfCodes } from './error-codes/self-codes.ts';
import { serviceCodes } from './error-codes/service-codes.ts';
import { tenantCodes } from './error-codes/tenant-codes.ts';

export type { Action, Disposition, ErrorCodeEntry, Owner, Scope } from './error-codes/entry.ts';

export const errorCodes = {
  ...messageCodes,
  ...mailboxCodes,
  ...tenantCodes,
  ...rotationCodes,
  ...serviceCodes,
  ...selfCodes,
} as const;

export type ErrorCode = keyof typeof errorCodes;
