import { loadAssets } from './load-assets.js';

describe('assets', () => {
  const assets = loadAssets();
  const css = assets.files.get(assets.pathOf('ui.css'))!.body.toString();

  it('stand at addresses that change with their content', () => {
    expect(assets.pathOf('ui.css')).toMatch(/^\/assets\/[\w-]{12}\/ui\.css$/);
    expect(loadAssets().pathOf('ui.css')).toBe(assets.pathOf('ui.css'));
  });

  it('name one another by address, and call no other host', () => {
    const urls = [...css.matchAll(/url\(['"]?([^'")]+)/g)].map((match) => match[1]!);
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !assets.files.has(url))).toEqual([]);
  });

  it('have every picture, not empty', () => {
    expect([...assets.files].filter(([, file]) => file.body.length === 0).map(([path]) => path)).toEqual([]);
  });

  it('keep the script small, since pages work without', () => {
    expect(assets.files.get(assets.pathOf('enhance.js'))!.body.length).toBeLessThan(4096);
  });

  it('are named when missing', () => {
    expect(() => assets.pathOf('lost.css')).toThrow('There is no asset "lost.css"');
  });
});
