import type { OutgoingMail } from '../platform/mail/outgoing-mail.entity.js';

/** The path of the first link of a mail that begins so, as somebody who clicks on it would open. */
export function linkIn(mail: Pick<OutgoingMail, 'body'>, beginning: string): string {
  const links = mail.body.match(/https?:\/\/\S+/g) ?? [];
  const link = links.map((one) => new URL(one)).find((url) => url.pathname.startsWith(beginning));
  if (link === undefined) throw new Error(`No link to ${beginning} in:\n${mail.body}`);
  return link.pathname + link.search;
}
