import { load, type CheerioAPI } from 'cheerio';

/** An answered page, with its document to look into. */
export interface Page {
  readonly status: number;
  readonly path: string;
  readonly headers: Headers;
  readonly html: string;
  readonly $: CheerioAPI;
}

/** A redirect to another site: `url` is where a browser would go now. */
export class SentAway extends Error {
  constructor(readonly url: URL) {
    super(`Sent away to ${url.href}`);
  }
}

export type FieldValues = Readonly<Record<string, string | readonly string[] | Blob>>;

/** A browser without JavaScript: keeps cookies, follows redirects, reads forms and sends them back as they are. */
export class PageClient {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly origin: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.send(path, { method: 'GET', headers: { accept: 'text/html', ...headers } });
  }

  /**
   * Fills in a form of the page and sends it: hidden fields and what was typed before stay, `values` replace them.
   * @throws Error when the page has no such form, which is what a person would find too.
   */
  async submit(page: Page, form: string, values: FieldValues = {}, button?: string): Promise<Page> {
    const element = page.$(form).first();
    if (element.length === 0) throw new Error(`No form ${form} on ${page.path}:\n${page.html.slice(0, 2000)}`);
    const fields = new FormData();
    const given = new Set(Object.keys(values));
    element.find('input, select, textarea').each((_, field) => {
      const input = page.$(field);
      const name = input.attr('name');
      const type = input.attr('type') ?? 'text';
      if (name === undefined || given.has(name) || ['submit', 'button', 'file'].includes(type)) return;
      if ((type === 'checkbox' || type === 'radio') && input.attr('checked') === undefined) return;
      if (field.tagName === 'select') {
        const chosen = input.find('option[selected]').attr('value') ?? input.find('option').first().attr('value') ?? '';
        fields.append(name, chosen);
      } else {
        fields.append(
          name,
          field.tagName === 'textarea' ? input.text() : (input.attr('value') ?? (type === 'checkbox' ? 'on' : '')),
        );
      }
    });
    for (const [name, value] of Object.entries(values)) {
      for (const one of [value].flat()) fields.append(name, one as string);
    }
    if (button !== undefined) {
      const pressed = element.find(button).first();
      if (pressed.length === 0) throw new Error(`No button ${button} in ${form} on ${page.path}`);
      if (pressed.attr('name') !== undefined) fields.append(pressed.attr('name')!, pressed.attr('value') ?? '');
    }
    const action =
      page
        .$(form)
        .first()
        .find(button ?? 'none')
        .attr('formaction') ??
      element.attr('action') ??
      page.path;
    const multipart = element.attr('enctype') === 'multipart/form-data';
    if ((element.attr('method') ?? 'get').toLowerCase() === 'get') {
      return this.get(`${action}?${new URLSearchParams(fields as unknown as Record<string, string>).toString()}`);
    }
    return this.post(action, multipart ? fields : new URLSearchParams(fields as unknown as Record<string, string>));
  }

  /** Goes where a link of a tool leads, and on to where the portal sends the browser in the end: another site, or a page. */
  leave(path: string): Promise<URL | Page> {
    return orSentAway(this.get(path));
  }

  /** The same with a form's fields, sent as they are. */
  leaveByPosting(path: string, fields: URLSearchParams): Promise<URL | Page> {
    return orSentAway(this.post(path, fields));
  }

  /** Sends a body as it is, e.g. a hostile one; no CSRF token is added. */
  async post(
    path: string,
    body: FormData | URLSearchParams | string,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    return this.send(path, { method: 'POST', body, headers: { accept: 'text/html', ...headers } });
  }

  /** The CSRF token of a page that has one. */
  csrf(page: Page): string {
    const token = page.$('input[name=_csrf]').attr('value');
    if (token === undefined) throw new Error(`No CSRF token on ${page.path}`);
    return token;
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  /** The same browser again, as another process would have it. */
  clone(): PageClient {
    const copy = new PageClient(this.origin, this.headers);
    for (const [name, value] of this.cookies) copy.cookies.set(name, value);
    return copy;
  }

  private async send(path: string, init: RequestInit, redirects = 0): Promise<Page> {
    const url = new URL(path, this.origin);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      ...this.headers,
      ...(init.headers as Record<string, string>),
      ...(cookie === '' ? {} : { cookie }),
    };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.keepCookies(response);
    const location = response.headers.get('location');
    if (location !== null && response.status >= 300 && response.status < 400) {
      if (redirects >= 5) throw new Error(`Too many redirects from ${path}`);
      await response.arrayBuffer();
      const next = new URL(location, url);
      if (next.origin !== new URL(this.origin).origin) throw new SentAway(next);
      // As browsers do: 307 and 308 keep the method and the body, all else becomes a GET (RFC 9110, 15.4).
      const onward = [307, 308].includes(response.status) ? init : { method: 'GET', headers: { accept: 'text/html' } };
      return this.send(next.pathname + next.search, onward, redirects + 1);
    }
    const html = await response.text();
    return { status: response.status, path: url.pathname + url.search, headers: response.headers, html, $: load(html) };
  }

  private keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const gone = attributes.some((attribute) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(attribute));
      if (gone || value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

async function orSentAway(page: Promise<Page>): Promise<URL | Page> {
  try {
    return await page;
  } catch (error) {
    if (error instanceof SentAway) return error.url;
    throw error;
  }
}
