import { apache } from './apache.js';
import { cryptpad } from './cryptpad.js';
import { etherpad } from './etherpad.js';
import { generic } from './generic.js';
import { hedgedoc } from './hedgedoc.js';
import { mobilizon } from './mobilizon.js';
import { nextcloud } from './nextcloud.js';
import { peertube } from './peertube.js';
import type { Tool } from './tool.js';

export const tools: readonly Tool[] = [nextcloud, hedgedoc, etherpad, cryptpad, peertube, mobilizon, apache, generic];

/** The tool of an id; the generic one for one that is gone. */
export function findTool(id: string): Tool {
  return tools.find((tool) => tool.id === id) ?? generic;
}

/** What a service most likely is, by its connector; its operator says so if not. */
export function likelyTool(connectorId: string): Tool {
  return tools.find((tool) => tool.id === connectorId) ?? generic;
}
