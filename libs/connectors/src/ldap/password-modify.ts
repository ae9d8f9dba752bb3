/** RFC 3062: the server makes the hash, by its own rules. */
export const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/** The request's value in BER: a sequence of the entry's name, tag 0, and the new password, tag 2. */
export function passwordChange(dn: string, password: string): Buffer {
  return tagged(0x30, Buffer.concat([tagged(0x80, Buffer.from(dn)), tagged(0x82, Buffer.from(password))]));
}

function tagged(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
