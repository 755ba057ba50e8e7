/** Answers of Graph and what they are classified as, for the tests of that. */
import type { ErrorCode } from '../../../shared/delivery/error-codes.ts';
import { classifyGraphFailure, type GraphOperation } from '../../../shared/services/graph/classify-graph-failure.ts';

export const now = new Date('2026-01-01T00:00:00Z');
export const drafting: readonly GraphOperation[] = ['create-draft', 'read', 'delete-draft'];

export const answer = (status: number, code?: string, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  body: code === undefined ? undefined : { error: { code, message: 'a message nobody may rely on' } },
});

export const meaningOf = (operation: GraphOperation, status: number, code?: string): ErrorCode =>
  classifyGraphFailure(operation, answer(status, code), now).code;
