import type { HelperOptions } from 'handlebars';
import type { Assets } from '../load-assets.js';
import type { FragmentContext, PageContext } from '../page-context.js';

/** What every helper can reach while a view is drawn: Handlebars carries it as `@page` and `@drawing`. */
export interface Surroundings {
  readonly page: FragmentContext & Partial<PageContext>;
  readonly drawing: Drawing;
}

/** What helpers leave for one another during one drawing. */
export interface Drawing {
  readonly assets: Assets;
  /** Labels of the fields drawn so far, by field name: the error summary above them quotes them. */
  readonly labels: Map<string, string>;
  /** Pieces that can only be written once the rest is: each replaces the mark that stands for it. */
  readonly later: Map<string, () => string>;
}

/** The surroundings of a helper call. */
export function surroundings(options: HelperOptions): Surroundings {
  return options.data as Surroundings;
}

/** Helpers get their positional arguments first, then the options. */
export function splitArguments(all: readonly unknown[]): { args: unknown[]; options: HelperOptions } {
  return { args: all.slice(0, -1), options: all.at(-1) as HelperOptions };
}
