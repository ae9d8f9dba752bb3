import type { Provider as LibraryProvider } from 'oidc-provider';

/* eslint-disable no-console -- it is the library's own use of the console that is held back here */
const { warn } = console;
// On Node 20 the library warns at each import, hence before each command's own output. It works there, and the README says
// that production wants a later Node: nobody has to read it every day.
console.warn = (...said: unknown[]) => {
  if (!String(said[0]).includes('Unsupported runtime')) warn(...said);
};
const library = await import('oidc-provider').finally(() => {
  console.warn = warn;
});
/* eslint-enable no-console */

export const { errors, interactionPolicy, Provider } = library;
export type Provider = LibraryProvider;
