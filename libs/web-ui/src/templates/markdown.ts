import type { HelperOptions } from 'handlebars';
import MarkdownIt from 'markdown-it';
import type { Locale } from '../page-context.js';
import { Html } from './html.js';
import { surroundings } from './surroundings.js';
import { localHref } from './text-helpers.js';

/** Headings in a text stand below the page's own: its h1 becomes an h3. */
const HEADING_SHIFT = 2;

const writer = makeWriter();

/** Text written by people in Markdown. HTML in it is shown, not obeyed; pictures are shown from this portal only. */
export function renderMarkdown(text: string, locale: Locale, headingShift = HEADING_SHIFT): string {
  return writer.render(text, { locale, headingShift });
}

/** The same text for paper and mails: a line for each block, items after a dash, links and emphasis as their words. */
export function markdownText(text: string): string {
  const lines: string[] = [];
  let inItem = false;
  for (const token of writer.parse(text, {})) {
    if (token.type === 'list_item_open') inItem = true;
    if (token.type === 'inline') {
      const words = writer.renderer.renderInlineAsText(token.children ?? [], writer.options, {});
      lines.push(inItem ? `– ${words}` : words);
      inItem = false;
    }
    if (token.type === 'fence' || token.type === 'code_block') lines.push(token.content.trimEnd());
  }
  return lines.join('\n');
}

function makeWriter(): InstanceType<typeof MarkdownIt> {
  const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true });
  markdown.core.ruler.push('shift_headings', (state) => {
    for (const token of state.tokens) {
      if (!token.type.startsWith('heading_')) continue;
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + Number(state.env['headingShift']))}`;
    }
  });
  markdown.renderer.rules['link_open'] = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    token.attrSet('href', localHref(env?.['locale'] as Locale, String(token.attrGet('href') ?? '#')));
    token.attrSet('rel', 'nofollow noopener');
    return self.renderToken(tokens, index, options);
  };
  // A wide table scrolls on its own in a narrow window: the keyboard has to reach it (WCAG 2.2, 2.1.1).
  markdown.renderer.rules['table_open'] = () => '<table tabindex="0">\n';
  markdown.renderer.rules['image'] = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const alternative = self.renderInlineAsText(token.children ?? [], options, env);
    if (!/^\/(?![/\\])/.test(String(token.attrGet('src') ?? ''))) return markdown.utils.escapeHtml(alternative);
    token.attrSet('alt', alternative);
    token.attrSet('loading', 'lazy');
    return self.renderToken(tokens, index, options);
  };
  return markdown;
}

export const markdownHelpers = {
  /** {{markdown text}}; where the text is the page, `headings=0` leaves its headings as they are. */
  markdown(text: unknown, options: HelperOptions): Html {
    const source = typeof text === 'string' ? text : '';
    const { headings } = options.hash as { headings?: number };
    return new Html(
      `<div class="prose">${renderMarkdown(source, surroundings(options).page.locale, headings)}</div>`,
      source,
    );
  },
};
