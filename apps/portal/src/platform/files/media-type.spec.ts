import { detectMediaType } from './media-type.js';

describe('the media type of an upload', () => {
  it.each([
    ['image/png', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['image/jpeg', Buffer.from('ffd8ffe000104a46', 'hex')],
    ['image/webp', Buffer.from('RIFF\x00\x00\x00\x00WEBPVP8 ', 'latin1')],
    ['application/pdf', Buffer.from('%PDF-1.7')],
    [
      'application/vnd.oasis.opendocument.text',
      Buffer.concat([
        Buffer.from('504b0304', 'hex'),
        Buffer.alloc(26),
        Buffer.from('mimetypeapplication/vnd.oasis.opendocument.text'),
      ]),
    ],
  ])('%s is found by its content', (mediaType, content) => {
    expect(detectMediaType(content)).toBe(mediaType);
  });

  it.each(['<svg onload="alert(1)">', '<!doctype html><script>', 'GIF89a', 'MZ\x90', '', '%PD'])(
    '%s is refused',
    (text) => {
      expect(detectMediaType(Buffer.from(text))).toBeNull();
    },
  );
});
