import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draw, samplePage, templatesWith } from '../testing/sample-page.js';
import { galleryModel } from '../gallery/gallery-model.js';
import { loadAssets } from '../load-assets.js';
import { createTemplates } from './create-templates.js';

describe('what a template may name', () => {
  it.each([
    ['a helper', '\n{{#if (shout "a")}}x{{/if}}', /view\.hbs:2: there is no helper "shout"/],
    ['a block helper', '{{#shout "a"}}x{{/shout}}', /view\.hbs:1: there is no helper "shout"/],
    ['a partial', '{{> medal}}', /view\.hbs:1: there is no partial or view "medal"/],
    ['a helper where the model is meant', '{{date}}', /view\.hbs:1: .*this\.date/],
  ])('%s that does not exist stops the start', (_, source, message) => {
    expect(() => templatesWith(source)).toThrow(message);
  });

  it('a view that does not exist is named', () => {
    expect(() => templatesWith('').page('sample/nowhere', {}, samplePage())).toThrow(
      'There is no view "sample/nowhere"',
    );
  });

  it('an option, an icon or a kind that does not exist is named', () => {
    expect(() => draw('{{field form "a" label="ui:nav.home" colour="red"}}')).toThrow('no option colour');
    expect(() => draw('{{icon "dragon"}}')).toThrow('no icon "dragon"');
    expect(() => draw('{{button "ui:nav.home" kind="huge"}}')).toThrow('no kind "huge"');
  });
});

describe('partials', () => {
  it('see only what they are given', () => {
    expect(draw('{{> card title="Pads"}}', { href: '/secret', text: 'secret' })).not.toContain('secret');
  });

  it('draw the content of their block where it is written, escaped once', () => {
    const html = draw('{{#each names}}{{#> card title="Pads"}}<b>{{this}}</b>{{../place}}{{/card}}{{/each}}', {
      names: ['A & B'],
      place: 'Quimper',
    });
    expect(html).toContain('<b>A &amp; B</b>Quimper');
  });

  it('can be a view of a feature', () => {
    expect(draw('{{> ui/gallery model}}', { model: galleryModel() })).toContain('<h1>');
  });
});

describe('while templates are being written', () => {
  it('a change is seen at the next drawing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ronron-views-'));
    const file = join(folder, 'view.hbs');
    writeFileSync(file, 'before');
    const templates = createTemplates({ viewRoots: { sample: folder }, assets: loadAssets(), reload: true });
    expect(templates.fragment('sample/view', {}, samplePage())).toBe('before');
    writeFileSync(file, 'after');
    utimesSync(file, new Date(0), new Date(0));
    expect(templates.fragment('sample/view', {}, samplePage())).toBe('after');
  });
});

describe('the gallery', () => {
  it('shows hostile text as text, everywhere, and holds no inline style or script', () => {
    const html = templatesWith('').page('ui/gallery', galleryModel(), samplePage());
    expect(html).toContain('&lt;script&gt;alert(&quot;bonjour&quot;)');
    expect(html).not.toContain('<script>');
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=/);
  });

  it('gives each id once', () => {
    const html = templatesWith('').page('ui/gallery', galleryModel(), samplePage());
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
