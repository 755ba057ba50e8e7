/** A rotation as a table row and back. `fromRotationRow(toRotationRow(rotation))` is the rotation; a property test holds it. */
import * as z from 'zod';
import {
  LEFT_BECAUSE,
  ROTATION_ENDINGS,
  ROTATION_SOURCES,
  ROTATION_STATES,
  type Rotation,
} from '../../tenant/rotation/rotation.ts';
import { errorCode, withoutUndefined } from './row-value.ts';
import { fromTenantRowKey, rotationKey, TENANTS_PARTITION } from './tenant-keys.ts';

const rotationSchema = z.object({
  rowKey: z.string(),
  id: z.string(),
  state: z.enum(ROTATION_STATES),
  source: z.enum(ROTATION_SOURCES),
  clientId: z.string(),
  secretName: z.string(),
  days: z.number(),
  graceMinutes: z.number(),
  startedAt: z.date(),
  updatedAt: z.date(),
  busyUntil: z.date().optional(),
  isAsked: z.boolean().optional(),
  earlierVersion: z.string().optional(),
  earlierFingerprint: z.string().optional(),
  version: z.string().optional(),
  fingerprint: z.string().optional(),
  keyId: z.string().optional(),
  expiresAt: z.date().optional(),
  rotatedAt: z.date().optional(),
  removeAt: z.date().optional(),
  notRemovedSince: z.date().optional(),
  ending: z.enum(ROTATION_ENDINGS).optional(),
  because: z.enum(LEFT_BECAUSE).optional(),
  failure: errorCode.optional(),
});

export const toRotationRow = ({ tenant, ...rotation }: Rotation) => ({
  partitionKey: TENANTS_PARTITION,
  rowKey: rotationKey(tenant),
  ...rotation,
});

/** Undefined for a row that somebody changed by hand into something else: the next rotation begins anew. */
export function fromRotationRow(row: unknown): Rotation | undefined {
  const parsed = rotationSchema.safeParse(row);
  if (!parsed.success) return undefined;
  const { rowKey, ...rotation } = parsed.data;
  return withoutUndefined({ tenant: fromTenantRowKey(rowKey).tenant, ...rotation });
}
