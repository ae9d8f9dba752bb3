import Handlebars, { type HelperOptions } from 'handlebars';
import { plain } from './text-helpers.js';
import { splitArguments } from './surroundings.js';

/** Nothing, an empty text and an empty list do not; 0 does, unlike in `#if`: it is an answer like another. */
const holds = (value: unknown): boolean => !Handlebars.Utils.isEmpty(value);

export const logicHelpers = {
  eq: (left: unknown, right: unknown): boolean => left === right || plain(left) === plain(right),
  not: (value: unknown): boolean => !holds(value),
  /** The first value that holds. */
  or: (...all: unknown[]): unknown => splitArguments(all).args.find(holds) ?? false,
  and: (...all: unknown[]): unknown => {
    const { args } = splitArguments(all);
    return args.every(holds) ? args.at(-1) : false;
  },
  gt: (left: number, right: number): boolean => Number(left) > Number(right),
  lt: (left: number, right: number): boolean => Number(left) < Number(right),
  includes: (list: readonly unknown[] | undefined, value: unknown): boolean => list?.includes(value) ?? false,
  concat: (...all: unknown[]): string => splitArguments(all).args.map(plain).join(''),
  /** {{> checklist items=(list (object label=… done=true))}} */
  list: (...all: unknown[]): unknown[] => splitArguments(all).args,
  object: (options: HelperOptions): object => ({ ...(options.hash as object) }),
};
