/** What we use of @azure/service-bus, apart so that it can be loaded late and bundled without the rest. */
export { ServiceBusClient } from '@azure/service-bus';
