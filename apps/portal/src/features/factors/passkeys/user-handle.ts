/** What a passkey remembers of whose it is (Web Authentication, 14.6.1): the account's id, which tells nothing of a person. */
export function userHandle(accountId: string): Buffer {
  return Buffer.from(accountId.replaceAll('-', ''), 'hex');
}
