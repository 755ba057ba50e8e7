/** What rows of every kind have in common: codes of ours, and properties that are left out, because table storage has no null. */
import * as z from 'zod';
import { type ErrorCode, errorCodes } from '../../delivery/error-codes.ts';

const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text);

export const errorCode = z
  .string()
  .refine(isErrorCode)
  .transform((code): ErrorCode => (isErrorCode(code) ? code : 'ERR_INTERNAL'));

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

export function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
