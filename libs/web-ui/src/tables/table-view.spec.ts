import { load } from 'cheerio';
import { draw } from '../testing/sample-page.js';
import { tableView } from './table-view.js';

const table = tableView({
  caption: 'Demandes',
  rows: [{ name: '<b>Pads</b>', status: 'refused', size: 5e9, none: null }],
  columns: [
    { label: 'Service', value: (row) => row.name, href: () => '/demandes/1' },
    { label: 'État', kind: 'badge', value: () => 'Refusée', status: (row) => row.status },
    { label: 'Espace', kind: 'bytes', value: (row) => row.size },
    { label: 'Fin', kind: 'date', value: (row) => row.none },
  ],
});

describe('a table', () => {
  const $ = load(draw('{{> table table=table}}', { table }, { locale: 'en' }));

  it('names its rows and columns, also where they are drawn as cards', () => {
    expect($('caption').text()).toBe('Demandes');
    expect($('th[scope=row] a').attr('href')).toBe('/en/demandes/1');
    expect(
      $('td')
        .toArray()
        .map((cell) => $(cell).attr('data-label')),
    ).toEqual(['État', 'Espace', 'Fin']);
    expect($('th[scope=col].numeric').text()).toBe('Espace');
  });

  it('shows data as text, statuses with an icon, and nothing for what is absent', () => {
    expect($('th[scope=row]').text().trim()).toBe('<b>Pads</b>');
    expect($('.badge--danger svg')).toHaveLength(1);
    expect($('td').last().text().trim()).toBe('');
  });
});
