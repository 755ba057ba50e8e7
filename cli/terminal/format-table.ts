/** Aligned columns for a terminal: two spaces between them, nothing after the last; colours count for no width. */
import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const titles = columns.map(({ title }) => title);
  const hasTitles = titles.some((title) => title !== '');
  const lines = hasTitles ? [titles, ...rows] : rows;
  const widths = columns.map((_column, index) => Math.max(0, ...lines.map((line) => widthOf(line[index] ?? ''))));
  return lines.map((line) => formatLine(line, columns, widths)).join('\n');
}

/** Names on the left, values on the right; rows without a value are left out. */
export function formatFields(fields: readonly (readonly [name: string, value: string | undefined])[]): string {
  const given = fields.filter((field): field is readonly [string, string] => field[1] !== undefined);
  return indent(formatTable([{ title: '' }, { title: '' }], given));
}

export const indent = (text: string, by = '  '): string => text.replace(/^(?=.)/gm, by);

function formatLine(cells: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  const padded = columns.map(({ align }, index) => {
    const cell = cells[index] ?? '';
    const space = ' '.repeat((widths[index] ?? 0) - widthOf(cell));
    return align === 'right' ? space + cell : cell + space;
  });
  return padded.join('  ').trimEnd();
}

const widthOf = (cell: string): number => stripVTControlCharacters(cell).length;
