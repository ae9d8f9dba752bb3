import { createHash } from 'node:crypto';
import { shortLogin } from '../names/short-login.js';

/** Ends the name of the list of a subscription, and of no other. */
export function listSuffix(subscriptionId: string): string {
  return `-${shortLogin('mailman', subscriptionId).slice(0, 10)}`;
}

/** Whether a list's name was made here. */
export function isOurs(listName: string): boolean {
  return /-[a-z2-7]{10}$/.test(listName);
}

/** What people write to: something of the name, then what tells it apart. It does not change when the name does. */
export function listName(name: string, subscriptionId: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const words = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-+|-+$/g, '');
  return `${words === '' ? 'liste' : words}${listSuffix(subscriptionId)}`;
}

/** By which the handle knows again an address that the portal put on a list, without holding it. */
export function addressMark(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 16);
}

/** Whether the address can stand in a path of the API and on a list. */
export function isUsableAddress(email: string): boolean {
  return email.length <= 254 && /^[^\s@/\\<>()[\]",;:%?#\p{Cc}]+@[a-z0-9.-]+$/iu.test(email);
}
