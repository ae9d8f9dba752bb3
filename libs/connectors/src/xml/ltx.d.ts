/** What we use of `ltx`, which brings no types. It resolves no entity but the five of XML, and no DTD. */
declare module 'ltx' {
  export class Element {
    readonly name: string;
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly children: readonly (Element | string)[];
    constructor(name: string, attrs?: Record<string, string>);
    /** The local name and the namespace that it stands in. */
    getName(): string;
    getNS(): string | undefined;
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildElements(): Element[];
    getChildText(name: string, xmlns?: string): string | null;
    getText(): string;
    text(): string;
    c(name: string, attrs?: Record<string, string>): Element;
    t(text: string): Element;
    up(): Element;
    root(): Element;
    toString(): string;
  }
  /** @throws Error when the text is not well-formed. */
  export function parse(text: string): Element;
  export function escapeXML(text: string): string;
}
