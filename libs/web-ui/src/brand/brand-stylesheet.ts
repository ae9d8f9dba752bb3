import {
  accessibleColour,
  accessibleOnItsTint,
  DARK_PAPER,
  DARK_TINT,
  LIGHT_PAPER,
  LIGHT_TINT,
} from './accessible-colour.js';

/** The tinted surfaces that links also stand on are a little darker (or lighter) than the paper. */
const LIGHT_TINTED = '#f1e8d8';
const DARK_TINTED = '#322c40';

/** A tiny style sheet that puts the commune's colour (#rrggbb) in the accent's place, readable in both schemes. */
export function brandStylesheet(colour: string): string {
  const light = accessibleOnItsTint(accessibleColour(accessibleColour(colour, LIGHT_PAPER), LIGHT_TINTED), LIGHT_TINT);
  const dark = accessibleOnItsTint(accessibleColour(accessibleColour(colour, DARK_PAPER), DARK_TINTED), DARK_TINT);
  return `:root{--accent:${light}}@media (prefers-color-scheme:dark){:root{--accent:${dark}}}\n`;
}
