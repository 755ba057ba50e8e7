/** What we use of @azure/msal-node, apart so that it can be loaded late and bundled without the rest. */
export { ConfidentialClientApplication } from '@azure/msal-node';
