import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { PageContext, Templates } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../config/portal-settings.js';
import { CLOCK, SETTINGS, TEMPLATES } from '../config/tokens.js';
import { withLocale } from '../i18n/locales.js';
import { Translations } from '../i18n/translations.js';
import type { Actor } from '../security/actor.js';
import { BrandSource } from './brand-source.js';

/** A locale key, with its parameters if it has some, or a text that is data (a name). */
export type Wording =
  string | { readonly key: string; readonly params: Record<string, unknown> } | { readonly text: string };

export interface PageOptions {
  readonly title: Wording;
  readonly description?: Wording;
  /** From the home page down, this page excepted; the home page itself is added. */
  readonly breadcrumbs?: readonly { readonly label: Wording; readonly href: string }[];
  readonly status?: number;
  readonly jsonLd?: readonly object[];
  readonly socialImagePath?: string;
  /** True for pages that search engines have no business with: all that are not public. */
  readonly noIndex?: boolean;
}

/** An address outside, and what the browser keeps for it; what a connector calls an opening. */
export interface Departure {
  readonly url: string;
  readonly cookies: readonly {
    readonly name: string;
    readonly value: string;
    readonly domain: string | null;
    readonly path: string;
    readonly secure: boolean;
    readonly httpOnly: boolean;
    readonly sameSite: 'lax' | 'strict' | 'none';
    readonly maxAgeSeconds: number;
  }[];
}

export interface Flash {
  readonly kind: 'success' | 'warning' | 'error';
  readonly key: string;
  readonly params?: Record<string, string | number>;
}

/** Draws pages and sends people on. Controllers end with one of its methods. */
@Injectable()
export class Pages {
  constructor(
    @Inject(TEMPLATES) private readonly templates: Templates,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    private readonly translations: Translations,
    private readonly brand: BrandSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers with the view, e.g. `requests/show`, in the layout. */
  async show(
    request: FastifyRequest,
    reply: FastifyReply,
    view: string,
    model: object,
    options: PageOptions,
  ): Promise<void> {
    const context = await this.context(request, reply, options);
    await reply
      .status(options.status ?? 200)
      .type('text/html; charset=utf-8')
      .send(this.templates.page(view, model, context));
  }

  /** The same form again, with its errors: 422, since the request was understood but not accepted. */
  async showErrors(
    request: FastifyRequest,
    reply: FastifyReply,
    view: string,
    model: object,
    options: PageOptions,
  ): Promise<void> {
    const title = `${this.text(request, 'ui:errors.titlePrefix')} ${this.text(request, options.title)}`;
    await this.show(request, reply, view, model, { ...options, title: { text: title }, status: options.status ?? 422 });
  }

  /** Answers with the view alone, without the layout: for a script of ours that puts it into a page. */
  async fragment(request: FastifyRequest, reply: FastifyReply, view: string, model: object): Promise<void> {
    const translate = this.translations.for(request.locale);
    const context = { locale: request.locale, translate, publicUrl: this.settings.publicUrl };
    await reply.type('text/html; charset=utf-8').send(this.templates.fragment(view, model, context));
  }

  /** 303 to a path of ours (no prefix), so that reloading does not send again. `flash` is shown on the next page. */
  async goTo(request: FastifyRequest, reply: FastifyReply, path: string, flash?: Flash): Promise<void> {
    if (!path.startsWith('/') || path.startsWith('//') || path.includes('\\'))
      throw new Error(`Not a path of ours: ${path}`);
    if (flash !== undefined) request.session.set('flash', flash);
    await reply.redirect(withLocale(request.locale, inHeader(path)), 303);
  }

  /**
   * Takes the browser to a tool. Not by a redirect: the policy `form-action 'self'` holds for where a form's answer leads, too. The
   * address may carry a token, so it is in a page that nobody keeps.
   */
  async leave(request: FastifyRequest, reply: FastifyReply, { url, cookies }: Departure): Promise<void> {
    for (const { name, value, domain, maxAgeSeconds, ...rest } of cookies) {
      reply.setCookie(name, value, { ...rest, ...(domain === null ? {} : { domain }), maxAge: maxAgeSeconds });
    }
    reply.header('refresh', `0; url=${url}`);
    await this.show(request, reply, 'platform/leaving', { url }, { title: 'platform:leaving.title', noIndex: true });
  }

  /** Plain text in the language of the request. */
  text(request: Pick<FastifyRequest, 'locale'>, wording: Wording): string {
    if (typeof wording === 'string') return this.translations.text(request.locale, wording);
    if ('text' in wording) return wording.text;
    return this.translations.text(request.locale, wording.key, wording.params);
  }

  private async context(request: FastifyRequest, reply: FastifyReply, options: PageOptions): Promise<PageContext> {
    const home = { label: this.text(request, 'ui:nav.home'), href: '/' };
    // Up to the query; some send a fragment too, of any length.
    const path = request.url.split(/[?#]/, 1)[0]!;
    const title = this.text(request, options.title);
    const steps = (options.breadcrumbs ?? []).map(({ label, href }) => ({ label: this.text(request, label), href }));
    const breadcrumbs = path === '/' ? [] : [home, ...steps, { label: title }];
    const noIndex = options.noIndex ?? request.actor !== null;
    return {
      locale: request.locale,
      translate: this.translations.for(request.locale),
      path,
      publicUrl: this.settings.publicUrl,
      title,
      description: options.description === undefined ? '' : this.text(request, options.description),
      breadcrumbs,
      brand: await this.brand.current(),
      viewer:
        request.actor === null
          ? null
          : {
              name: request.actor.displayName,
              areas: areasOf(request.actor),
              secondFactor: this.owed(request.actor.secondFactorDue),
            },
      // A visitor's page holds a token only where a form needs one: asking for it makes a session.
      csrfToken: request.actor !== null || request.needsCsrf ? reply.generateCsrf() : null,
      flash: this.takeFlash(request),
      jsonLd: [
        ...(options.jsonLd ?? []),
        ...(noIndex || breadcrumbs.length === 0 ? [] : [this.breadcrumbList(request, [home, ...steps])]),
      ],
      socialImagePath: options.socialImagePath ?? null,
      demonstration: this.settings.demonstration,
      noIndex,
    };
  }

  /** The way down to this page, for search engines; the page itself is its end and stands not in it. */
  private breadcrumbList(request: FastifyRequest, steps: readonly { label: string; href: string }[]): object {
    return {
      '@context': 'https://schema.org',
      '@type': 'BreadcrumbList',
      itemListElement: steps.map(({ label, href }, index) => ({
        '@type': 'ListItem',
        position: index + 1,
        name: label,
        item: this.settings.publicUrl + withLocale(request.locale, href),
      })),
    };
  }

  private owed(due: Date | null): { due: Date; overdue: boolean } | null {
    return due === null ? null : { due, overdue: due <= this.clock.now() };
  }

  private takeFlash(request: FastifyRequest): PageContext['flash'] {
    const flash = request.session.get('flash');
    if (flash === undefined) return null;
    request.session.set('flash', undefined);
    return { kind: flash.kind, text: this.translations.text(request.locale, flash.key, flash.params ?? {}) };
  }
}

function areasOf(actor: Actor): ('operator' | 'editor' | 'administrator')[] {
  return [
    ...(actor.structures.length > 0 ? (['operator'] as const) : []),
    ...(actor.communes.length > 0 ? (['editor'] as const) : []),
    ...(actor.administrator ? (['administrator'] as const) : []),
  ];
}

/** Part of a path may be what somebody put into an address: a header with a line break in it would end the process. */
function inHeader(path: string): string {
  return path.replace(/[^\x21-\x7e]+/g, (part) => encodeURIComponent(Buffer.from(part).toString()));
}
