/** The flags of `postbus tenants add`, as commander gives them. */
export interface AddOptions {
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly mailbox?: readonly string[];
  readonly cloud?: string;
  readonly credential?: string;
  readonly autoRotate?: boolean;
  readonly plan?: string;
  readonly look?: boolean;
  readonly unconfirmed?: string;
  /** As typed: checked with the others. */
  readonly settleSeconds?: string;
  readonly looks?: string;
  readonly secretName?: string;
  readonly secretExpires?: string;
  readonly secretStdin?: boolean;
  readonly keepSecret?: boolean;
  readonly json?: boolean;
}

export interface AddRequest extends AddOptions {
  readonly tenant: string;
}
