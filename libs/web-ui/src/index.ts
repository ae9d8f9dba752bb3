import { fileURLToPath } from 'node:url';

export { accessibleColour, contrast } from './brand/accessible-colour.js';
export { brandStylesheet } from './brand/brand-stylesheet.js';
export { toneOf, type Tone } from './badges.js';
export type { Choice } from './forms/choices.js';
export type { FieldError, FormState, FormValue } from './forms/form-state.js';
export { lineChart, type LineChart } from './charts/line-chart.js';
export { galleryModel } from './gallery/gallery-model.js';
export { iconNames } from './icons.js';
export { loadAssets, type Assets } from './load-assets.js';
export type { FragmentContext, Locale, PageContext, Translate, Translated } from './page-context.js';
export { tableView, type CellKind, type Column, type TableView } from './tables/table-view.js';
export { createTemplates, type Templates, type TemplatesOptions } from './templates/create-templates.js';
export { formatBytes } from './templates/format-helpers.js';
export { markdownText, renderMarkdown } from './templates/markdown.js';

/** Holds fr.json, en.json and br.json; their namespace is `ui`. */
export const localeFolder: string = fileURLToPath(new URL('../src/locales', import.meta.url));
