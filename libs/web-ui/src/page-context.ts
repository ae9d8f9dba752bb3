/** The languages pages are drawn in; French is the one without a prefix in addresses. */
export type Locale = 'fr' | 'en' | 'br';

/** A text for people. `lang` differs from the page's when Breton is missing and French is shown. */
export interface Translated {
  readonly text: string;
  readonly lang: Locale;
}

/** Translates a key `namespace:path.to.key`. */
export type Translate = (key: string, params?: Record<string, unknown>) => Translated;

/** What the layout needs beside the view's own model. */
export interface PageContext {
  readonly locale: Locale;
  readonly translate: Translate;
  /** Without the /en or /br prefix, without query. */
  readonly path: string;
  /** Origin, no trailing slash. */
  readonly publicUrl: string;
  /** Already translated text. */
  readonly title: string;
  readonly description: string;
  /** From the home page down to this page, which has no `href`. */
  readonly breadcrumbs: readonly { readonly label: string; readonly href?: string }[];
  /** The commune's. `colour` is #rrggbb. */
  readonly brand: { readonly name: string; readonly colour: string | null; readonly logoPath: string | null };
  readonly viewer: {
    readonly name: string;
    readonly areas: readonly ('operator' | 'editor' | 'administrator')[];
    /** A second factor that the viewer's role wants and that they do not have yet; null: none is owed. */
    readonly secondFactor?: { readonly due: Date; readonly overdue: boolean } | null;
  } | null;
  readonly csrfToken: string | null;
  readonly flash: { readonly kind: 'success' | 'warning' | 'error'; readonly text: string } | null;
  readonly jsonLd: readonly object[];
  readonly socialImagePath: string | null;
  readonly demonstration: boolean;
  readonly noIndex: boolean;
}

/** What a view drawn outside of a page knows of its surroundings. */
export type FragmentContext = Pick<PageContext, 'locale' | 'translate' | 'publicUrl'>;
