import Handlebars from 'handlebars';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Node = hbs.AST.Node;

/** Where the templates stand: partials of this library, and each feature's folder of views under its name. */
export function findTemplates(
  partialsFolder: string,
  viewRoots: Readonly<Record<string, string>>,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const [prefix, folder] of [['', partialsFolder] as const, ...Object.entries(viewRoots)]) {
    if (!existsSync(folder)) throw new Error(`The folder of the views "${prefix}" does not exist: ${folder}`);
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.hbs')) continue;
      const name = entry.slice(0, -'.hbs'.length).replaceAll('\\', '/');
      files.set(prefix === '' ? name : `${prefix}/${name}`, join(folder, entry));
    }
  }
  return files;
}

/**
 * Reads one template and refuses what would only show when it is drawn: a helper or a partial that does not exist.
 * Partials see nothing but what they are given; the content of a block partial is drawn where it is written and
 * arrives as `body`.
 */
export function parseTemplate(
  file: string,
  helpers: ReadonlySet<string>,
  templates: ReadonlyMap<string, string>,
): hbs.AST.Program {
  const program = Handlebars.parse(readFileSync(file, 'utf8'));
  const at = (node: Node): string => `${file}:${node.loc.start.line}`;

  const knownHelper = (node: hbs.AST.MustacheStatement | hbs.AST.SubExpression | hbs.AST.BlockStatement): void => {
    const path = node.path as hbs.AST.PathExpression;
    const called = node.params.length > 0 || (node.hash?.pairs.length ?? 0) > 0 || node.type === 'SubExpression';
    if (!called && helpers.has(path.original) && path.original !== 'csrf' && node.type === 'MustacheStatement') {
      throw new Error(`${at(node)}: {{${path.original}}} calls the helper; the model's is {{this.${path.original}}}`);
    }
    if (called && !helpers.has(path.original)) throw new Error(`${at(node)}: there is no helper "${path.original}"`);
  };
  const knownPartial = (node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void => {
    const name = (node.name as hbs.AST.PathExpression).original;
    if (!templates.has(name)) throw new Error(`${at(node)}: there is no partial or view "${name}"`);
  };

  const visitor = new Handlebars.Visitor();
  const { MustacheStatement, SubExpression, BlockStatement } = Handlebars.Visitor.prototype;
  visitor.MustacheStatement = function (node) {
    knownHelper(node);
    MustacheStatement.call(this, node);
  };
  visitor.SubExpression = function (node) {
    knownHelper(node);
    SubExpression.call(this, node);
  };
  visitor.BlockStatement = function (node) {
    knownHelper(node);
    BlockStatement.call(this, node);
  };
  visitor.PartialStatement = function (node) {
    knownPartial(node);
    this.acceptArray(node.params);
    if (node.hash !== undefined) this.acceptKey(node, 'hash');
    useComponentHelper(node);
  };
  visitor.PartialBlockStatement = function (node) {
    knownPartial(node);
    this.acceptArray(node.params);
    if (node.hash !== undefined) this.acceptKey(node, 'hash');
    this.acceptKey(node, 'program');
    useComponentHelper(node);
  };
  visitor.accept(program);
  return program;
}

/** {{> card …}} becomes {{component "card" …}}, which gives the partial its own, closed surroundings. */
function useComponentHelper(node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void {
  const { loc } = node;
  const name = (node.name as hbs.AST.PathExpression).original;
  const literal = { type: 'StringLiteral', value: name, original: name, loc };
  const path = { type: 'PathExpression', original: 'component', parts: ['component'], data: false, depth: 0, loc };
  const block = node.type === 'PartialBlockStatement';
  Object.assign(node, {
    type: block ? 'BlockStatement' : 'MustacheStatement',
    path,
    params: [literal, ...node.params],
    escaped: true,
    strip: { open: false, close: false },
  });
}
