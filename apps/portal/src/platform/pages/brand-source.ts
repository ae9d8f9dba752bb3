/** What the portal wears: the principal commune's name, colour and logo. */
export interface Brand {
  readonly name: string;
  /** `#rrggbb`, or null. */
  readonly colour: string | null;
  readonly logoPath: string | null;
}

/** The port by which a feature tells the pages which brand to wear. */
export abstract class BrandSource {
  abstract current(): Promise<Brand>;
}
