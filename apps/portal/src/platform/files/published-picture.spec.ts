import { publishedPicture } from './published-picture.js';

const SECRET = 'GPS 48.0, -4.1, taken by Soizic';
const secret = Buffer.from(SECRET);

function segment(marker: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body]);
}

/** Exif as a camera writes it: which way up, then what it should not tell. */
function exif(orientation: number, order: 'II' | 'MM'): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 24 + 4);
  const short = (value: number, at: number): unknown =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number): unknown =>
    order === 'II' ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  tiff.write(order, 0, 'latin1');
  short(42, 2);
  long(8, 4);
  short(2, 8);
  [0x010f, 0x0112].forEach((tag, index) => {
    const at = 10 + index * 12;
    short(tag, at);
    short(3, at + 2);
    long(1, at + 4);
    short(orientation, at + 8);
  });
  return Buffer.concat([tiff, secret]);
}

const scan = Buffer.concat([segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from('1122ff0033ffd044', 'hex')]);
const tables = segment(0xdb, Buffer.alloc(65, 3));
const profile = segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.alloc(20, 7)]));
const start = Buffer.from([0xff, 0xd8]);
const end = Buffer.from([0xff, 0xd9]);

function jpeg(orientation: number, order: 'II' | 'MM' = 'II'): Buffer {
  return Buffer.concat([
    start,
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(orientation, order)])),
    segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), secret])),
    profile,
    segment(0xed, secret),
    segment(0xfe, secret),
    tables,
    scan,
    tables,
    scan,
    end,
    secret,
  ]);
}

function pngChunk(type: string, body: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([size, Buffer.from(type), body, Buffer.alloc(4, 9)]);
}

function webpChunk(type: string, body: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(type), size, body, Buffer.alloc(body.length % 2)]);
}

describe('a picture that is published', () => {
  it('keeps of a JPEG what is seen, byte for byte, and nothing of where and by whom it was taken', () => {
    const clean = publishedPicture('image/jpeg', jpeg(1));
    expect(clean.includes(SECRET)).toBe(false);
    expect(clean).toEqual(Buffer.concat([start, profile, tables, scan, tables, scan, end]));
  });

  it.each([
    [6, 'II'],
    [3, 'MM'],
    [8, 'II'],
  ] as const)('stays the same way up (%s, %s)', (orientation, order) => {
    const clean = publishedPicture('image/jpeg', jpeg(orientation, order));
    expect(clean.includes(SECRET)).toBe(false);
    const at = clean.indexOf('Exif\0\0', 0, 'latin1') + 6;
    expect(clean.readUInt16BE(at + 10)).toBe(0x0112);
    expect(clean.readUInt16BE(at + 18)).toBe(orientation);
    // Cleaned again, it is the same: the way up is all that it tells.
    expect(publishedPicture('image/jpeg', clean)).toEqual(clean);
  });

  it('keeps of a PNG its pixels, and neither texts nor times', () => {
    const head = Buffer.from('89504e470d0a1a0a', 'hex');
    const seen = [
      pngChunk('IHDR', Buffer.alloc(13)),
      pngChunk('iCCP', Buffer.alloc(5)),
      pngChunk('IDAT', Buffer.alloc(9)),
    ];
    const told = ['tEXt', 'iTXt', 'zTXt', 'eXIf', 'caBX'].map((type) => pngChunk(type, secret));
    const last = pngChunk('IEND', Buffer.alloc(0));
    const clean = publishedPicture(
      'image/png',
      Buffer.concat([head, seen[0]!, ...told, seen[1]!, seen[2]!, last, secret]),
    );
    expect(clean).toEqual(Buffer.concat([head, ...seen, last]));
  });

  it('keeps of a WebP its pixels and the way up, and says no more that there is anything else', () => {
    const head = Buffer.alloc(10);
    head[0] = 0x08 | 0x04 | 0x10;
    const pixels = webpChunk('VP8 ', Buffer.alloc(7, 5));
    const body = Buffer.concat([
      Buffer.from('WEBP'),
      webpChunk('VP8X', head),
      pixels,
      webpChunk('EXIF', exif(6, 'II')),
      webpChunk('XMP ', secret),
    ]);
    const clean = publishedPicture('image/webp', webpChunk('RIFF', body));
    expect(clean.includes(SECRET)).toBe(false);
    expect(clean.includes(pixels)).toBe(true);
    expect(clean.includes('XMP ')).toBe(false);
    expect(clean[20]! & 0x04).toBe(0);
    expect(clean.readUInt32LE(4)).toBe(clean.length - 8);
  });

  it.each([0, 1, 2, 3, 7, 20, 40, 90, 120])('comes out of a file that is broken off after %s bytes', (length) => {
    for (const [type, whole] of [
      ['image/jpeg', jpeg(6)],
      ['image/png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
      ['image/webp', webpChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), webpChunk('VP8X', Buffer.alloc(10))]))],
    ] as const)
      expect(publishedPicture(type, whole.subarray(0, length)).length).toBeLessThanOrEqual(whole.length + 40);
  });

  it('leaves other files alone', () => {
    const pdf = Buffer.from(`%PDF-1.7 ${SECRET}`);
    expect(publishedPicture('application/pdf', pdf)).toBe(pdf);
  });
});
