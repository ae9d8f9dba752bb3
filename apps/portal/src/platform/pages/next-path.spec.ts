import { nextPath } from './next-path.js';

describe('where somebody wanted to go', () => {
  it.each([
    ['/demandes?x=1', '/demandes?x=1'],
    ['/en/demandes', '/demandes'],
    ['//elsewhere.example', null],
    ['/en//elsewhere.example', null],
    ['/br//elsewhere.example', null],
    ['/..//elsewhere.example', null],
    ['/.//elsewhere.example', null],
    ['/demandes/%2e%2e/..//elsewhere.example', null],
    ['/\\elsewhere.example', null],
    ['https://elsewhere.example', null],
    [['/a'], null],
  ])('%s is %s', (typed, path) => {
    expect(nextPath(typed)).toBe(path);
  });
});
