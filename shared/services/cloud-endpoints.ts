/**
 * Where Entra ID and Graph are in each national cloud. Tokens are not interchangeable between clouds, and an app is
 * registered in each of them. Source: Microsoft Graph, "National cloud deployments"; Entra, "National clouds".
 */
import type { Cloud } from '../tenant/connection.ts';

export interface CloudEndpoints {
  /** Origin of the token endpoint, without a slash at the end. */
  readonly login: string;
  /** Origin of Graph, without a slash at the end. */
  readonly graph: string;
  /** What a token for Graph is asked for; in the sandbox not its address. */
  readonly audience: string;
}

const MICROSOFT: Readonly<Record<Cloud, CloudEndpoints>> = {
  global: {
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    audience: 'https://graph.microsoft.com',
  },
  'us-government': {
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    audience: 'https://graph.microsoft.us',
  },
  'us-government-dod': {
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    audience: 'https://dod-graph.microsoft.us',
  },
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    audience: 'https://microsoftgraph.chinacloudapi.cn',
  },
};

export type FindEndpoints = (cloud: Cloud) => CloudEndpoints;

/** @param overrides of the global cloud: the sandbox */
export function createFindEndpoints(overrides: Partial<Pick<CloudEndpoints, 'login' | 'graph'>>): FindEndpoints {
  const global = { ...MICROSOFT.global, ...overrides };
  return (cloud) => (cloud === 'global' ? global : MICROSOFT[cloud]);
}
