/**
 * The network client for msal-node: plain fetch with a deadline (msal's own has none on the token request), made once, and
 * remembering the last answer, because msal's errors drop the status and the headers.
 */
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { withDeadline } from '../../deadline.ts';
import { TOKEN_DEADLINE } from '../../delivery/deadlines.ts';

export interface IdentityAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export class IdentityNetwork implements INetworkModule {
  lastAnswer: IdentityAnswer | undefined;
  lastFailure: unknown;

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#exchange(url, { method: 'GET', ...options });
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#exchange(url, { method: 'POST', ...options });
  }

  async #exchange<T>(
    url: string,
    { method, headers, body }: NetworkRequestOptions & { readonly method: string },
  ): Promise<NetworkResponse<T>> {
    try {
      return await withDeadline('The token request', TOKEN_DEADLINE, async (signal) => {
        const response = await fetch(url, {
          method,
          signal,
          ...(headers ? { headers } : {}),
          ...(body === undefined ? {} : { body }),
        });
        const answer = parseObject(await response.text());
        this.lastAnswer = { status: response.status, retryAfter: response.headers.get('retry-after'), body: answer };
        // msal's type parameter is its own promise about the body; it checks the fields it reads.
        return { status: response.status, headers: Object.fromEntries(response.headers), body: answer as T };
      });
    } catch (error) {
      this.lastFailure = error;
      throw error;
    }
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
