/** What we use of @azure/data-tables, apart so that it can be loaded late and bundled without the rest. */
export { TableClient } from '@azure/data-tables';
