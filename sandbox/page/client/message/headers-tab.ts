/** The mail's head: what Graph keeps as properties, the `x-` headers that the message brought, and its extended properties. */
import type { StoredMessage } from '../control/control-types.ts';
import { element } from '../dom/element.ts';
import { extendedRows, type HeaderRow, propertyRows } from './header-rows.ts';

export function headersTab(message: StoredMessage): readonly HTMLElement[] {
  return [
    ...table('Properties', propertyRows(message)),
    ...table('Internet message headers', message.internetMessageHeaders ?? []),
    ...table('Extended properties', extendedRows(message)),
  ];
}

function table(title: string, rows: readonly HeaderRow[]): readonly HTMLElement[] {
  if (rows.length === 0) {
    return [];
  }
  const lines = rows.map(({ name, value }) =>
    element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, ...breakable(value))),
  );
  return [element('table', { class: 'facts' }, element('caption', {}, title), element('tbody', {}, ...lines))];
}

/** A Message-ID that is too long for its line breaks before its domain: anywhere else, its last line can be a lone `>`. */
function breakable(value: string): readonly (HTMLElement | string)[] {
  const at = /\s/.test(value) ? -1 : value.indexOf('@');
  return at === -1 ? [value] : [value.slice(0, at), element('wbr'), value.slice(at)];
}
