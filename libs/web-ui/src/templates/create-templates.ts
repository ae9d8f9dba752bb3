import Handlebars, { type HelperOptions } from 'handlebars';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { badgeHelpers } from '../badges.js';
import { button } from '../forms/button.js';
import { choices } from '../forms/choices.js';
import { csrf } from '../forms/csrf.js';
import { errorSummary } from '../forms/error-summary.js';
import { field } from '../forms/field.js';
import { iconHelpers } from '../icons.js';
import { layoutModel } from '../layout-model.js';
import type { Assets } from '../load-assets.js';
import type { FragmentContext, PageContext } from '../page-context.js';
import { formatHelpers } from './format-helpers.js';
import { Html } from './html.js';
import { logicHelpers } from './logic-helpers.js';
import { markdownHelpers } from './markdown.js';
import { splitArguments, type Drawing } from './surroundings.js';
import { findTemplates, parseTemplate } from './template-files.js';
import { textHelpers } from './text-helpers.js';

/** Draws pages and fragments from `.hbs` files. */
export interface Templates {
  /** A whole page. The view `requests/show` is `<viewRoots.requests>/show.hbs`. */
  page(view: string, model: object, context: PageContext): string;
  /** The view alone, for mails and fragments. */
  fragment(view: string, model: object, context: FragmentContext): string;
}

export interface TemplatesOptions {
  /** Folder of the views by the first part of their name; `ui` is this library's own. */
  readonly viewRoots: Readonly<Record<string, string>>;
  readonly assets: Assets;
  /** Read the files again when one has changed, while writing them. */
  readonly reload?: boolean;
}

const source = (folder: string): string => fileURLToPath(new URL(`../../src/${folder}`, import.meta.url));

/**
 * Compiles every template once.
 * @throws when one names a helper or a partial that does not exist; the message says which file and line.
 */
export function createTemplates(options: TemplatesOptions): Templates {
  let compiled = compileAll(options);
  let version = versionOf(options);
  const draw = (view: string, model: object, context: FragmentContext, layout: object | null): string => {
    if (options.reload === true && versionOf(options) !== version) {
      compiled = compileAll(options);
      version = versionOf(options);
    }
    const drawing: Drawing = { assets: options.assets, labels: new Map(), later: new Map() };
    const data = { page: context, drawing };
    const template = compiled.get(view);
    if (template === undefined) throw new Error(`There is no view "${view}"`);
    let body = template(model, { data });
    for (const [mark, write] of drawing.later) body = body.replace(mark, write);
    return layout === null ? body : compiled.get('layout')!({ ...layout, body: new Html(body, '') }, { data });
  };
  return {
    page: (view, model, context) => draw(view, model, context, layoutModel(context, options.assets)),
    fragment: (view, model, context) => draw(view, model, context, null),
  };
}

const filesOf = (options: TemplatesOptions): Map<string, string> =>
  findTemplates(source('partials'), { ...options.viewRoots, ui: source('views') });

/** Changes when a template is written, added or removed: reading them all again for each drawing is too slow. */
function versionOf(options: TemplatesOptions): string {
  return [...filesOf(options).values()].map((file) => `${file} ${statSync(file).mtimeMs}`).join();
}

function compileAll(options: TemplatesOptions): ReadonlyMap<string, Handlebars.TemplateDelegate> {
  const files = filesOf(options);
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  const engine = Handlebars.create();
  engine.registerHelper({
    ...textHelpers,
    ...logicHelpers,
    ...formatHelpers,
    ...markdownHelpers,
    ...iconHelpers,
    ...badgeHelpers,
    field,
    choices,
    errorSummary,
    button,
    csrf,
    component: componentHelper(compiled),
  } as unknown as Handlebars.HelperDeclareSpec);
  const helpers = new Set(Object.keys(engine.helpers));
  const knownHelpers = Object.fromEntries([...helpers].map((name) => [name, true]));
  for (const [name, file] of files) {
    const program = parseTemplate(file, helpers, files);
    compiled.set(name, engine.compile(program, { knownHelpers, knownHelpersOnly: true } as CompileOptions));
  }
  return compiled;
}

/** Draws a partial with nothing but its own arguments, and the content of its block as `body`. */
function componentHelper(compiled: ReadonlyMap<string, Handlebars.TemplateDelegate>) {
  return function component(this: object, name: string, ...rest: unknown[]): Html {
    const { args, options } = splitArguments(rest) as { args: unknown[]; options: HelperOptions };
    const body = typeof options.fn === 'function' ? { body: new Html(options.fn(this), '') } : {};
    const model = { ...(args[0] as object | undefined), ...(options.hash as object), ...body };
    return new Html(compiled.get(name)!(model, { data: options.data as object }), '');
  };
}
