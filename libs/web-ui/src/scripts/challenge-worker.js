// Looks for the counter whose derived key begins as the challenge asks (altcha's version 2, PBKDF2).
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

addEventListener('message', async ({ data }) => {
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = data;
  const way = { name: 'PBKDF2', salt: bytes(salt), iterations: cost, hash: algorithm.slice('PBKDF2/'.length) };
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const view = new DataView(password.buffer);
  for (let counter = 0; ; counter++) {
    view.setUint32(start.length, counter, false);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = hex(await crypto.subtle.deriveBits(way, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) {
      postMessage({ counter, derivedKey });
      return;
    }
  }
});
