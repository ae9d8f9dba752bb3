import { Inject, Injectable } from '@nestjs/common';
import type { ProviderPages } from '@ronron/oidc';
import type { PageContext, Templates } from '@ronron/web-ui';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS, TEMPLATES } from '../../../platform/config/tokens.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { BrandSource } from '../../../platform/pages/brand-source.js';
import { TOO_MANY_ATTEMPTS } from '../../../platform/security/security.errors.js';

type ProviderContext = Parameters<ProviderPages['error']>[0];

/** Where an interaction goes on: pages of ours, in the framework. */
export const INTERACTION_PATH = '/autorisation';

/** The pages that the provider draws itself, below `/oidc`: as a visitor's, since the framework's session is not there. */
@Injectable()
export class SsoPages implements ProviderPages {
  constructor(
    @Inject(TEMPLATES) private readonly templates: Templates,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    private readonly translations: Translations,
    private readonly brand: BrandSource,
  ) {}

  interaction(uid: string): string {
    return `${INTERACTION_PATH}/${uid}`;
  }

  /** What the tool asked wrongly, for its operators; and for whoever was led here, what to do. */
  async error(ctx: ProviderContext, code: string, description: string): Promise<void> {
    const expired = code === 'invalid_request' && ctx.oidc?.route !== 'authorization';
    await this.draw(ctx, expired ? 'sso/expired' : 'sso/error', 'sso:error.title', { code, description });
  }

  async confirmLogout(
    ctx: ProviderContext,
    form: { action: string; xsrf: string; client: string | null },
  ): Promise<void> {
    await this.draw(ctx, 'sso/logout', 'sso:logout.title', form);
  }

  async loggedOut(ctx: ProviderContext): Promise<void> {
    const client = ctx.oidc.client?.clientName ?? null;
    await this.draw(ctx, 'sso/logged-out', 'sso:loggedOut.title', { client });
  }

  /** Too many sign-ins begun from one network address. `query`: the tool's question. `params.seconds`: until the next may be. */
  async tooMany(query: URLSearchParams, params: Readonly<Record<string, string | number>>): Promise<string> {
    const { code, status } = TOO_MANY_ATTEMPTS;
    const context = await this.context(localeFrom(query.get('ui_locales')), `platform:errors.${code}.title`);
    return this.templates.page('platform/problem', { code, params, status }, context);
  }

  private async draw(ctx: ProviderContext, view: string, title: string, model: object): Promise<void> {
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = this.templates.page(view, model, await this.context(localeOf(ctx), title));
  }

  private async context(locale: Locale, title: string): Promise<PageContext> {
    const text = (key: string): string => this.translations.text(locale, key);
    return {
      locale,
      translate: this.translations.for(locale),
      path: '/',
      publicUrl: this.settings.publicUrl,
      title: text(title),
      description: '',
      breadcrumbs: [{ label: text('ui:nav.home'), href: '/' }, { label: text(title) }],
      brand: await this.brand.current(),
      viewer: null,
      csrfToken: null,
      flash: null,
      jsonLd: [],
      socialImagePath: null,
      demonstration: this.settings.demonstration,
      noIndex: true,
    };
  }
}

/** OpenID Connect Core 3.1.2.1 `ui_locales`: what the tool asks for, else French. */
function localeOf(ctx: ProviderContext): Locale {
  return localeFrom(String(ctx.query['ui_locales'] ?? ''));
}

function localeFrom(uiLocales: string | null): Locale {
  const asked = (uiLocales ?? '').split(' ');
  const known = asked.map((tag) => tag.slice(0, 2)).find((tag) => ['fr', 'en', 'br'].includes(tag));
  return (known ?? 'fr') as Locale;
}
