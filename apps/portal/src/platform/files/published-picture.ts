/**
 * A picture as it may be published: without what the camera wrote into it (where, when, with which device, by whom), without
 * thumbnails, comments and whatever hangs on behind its end. What is seen stays as it is, byte for byte; so does the way up, else
 * photographs of telephones would lie on their side. Only what is understood is kept: of a broken file, what can be read of it.
 * Other kinds of files stay as they are.
 */
export function publishedPicture(mediaType: string, content: Buffer): Buffer {
  if (mediaType === 'image/jpeg') return cleanJpeg(content);
  if (mediaType === 'image/png') return cleanPng(content);
  if (mediaType === 'image/webp') return cleanWebp(content);
  return content;
}

const JPEG = {
  start: 0xd8,
  end: 0xd9,
  scan: 0xda,
  comment: 0xfe,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
  app15: 0xef,
};
const EXIF = Buffer.from('Exif\0\0', 'latin1');

/** ITU-T T.81, annex B: segments of a marker and a length, then scans whose bytes run until the next marker. */
function cleanJpeg(content: Buffer): Buffer {
  const kept: Buffer[] = [];
  let orientation = 1;
  let at = 2;
  while (at + 4 <= content.length) {
    const marker = content[at + 1]!;
    // Bytes between segments, and those that only fill, mean nothing.
    if (content[at] !== 0xff || marker === 0xff || marker === 0 || isRestart(marker)) {
      at += 1;
      continue;
    }
    if (marker === JPEG.end) break;
    const body = content.subarray(at + 4, at + 2 + content.readUInt16BE(at + 2));
    let end = at + 4 + body.length;
    if (marker === JPEG.scan) end = endOfScan(content, end);
    if (marker === JPEG.app1 && body.subarray(0, EXIF.length).equals(EXIF)) {
      orientation = orientationOf(body.subarray(EXIF.length));
    }
    if (isSeen(marker, body)) kept.push(content.subarray(at, end));
    at = end;
  }
  const start = content.subarray(0, 2);
  return Buffer.concat([
    start,
    ...(orientation === 1 ? [] : [exifSegment(orientation)]),
    ...kept,
    Buffer.from([0xff, JPEG.end]),
  ]);
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** Where a scan's bytes end: at the next marker that is not part of them. */
function endOfScan(content: Buffer, from: number): number {
  let at = content.indexOf(0xff, from);
  while (at >= 0 && at + 1 < content.length) {
    const next = content[at + 1]!;
    if (next !== 0 && !isRestart(next)) return at;
    at = content.indexOf(0xff, at + 2);
  }
  return content.length;
}

/** Whether a segment has a part in what is seen: JFIF, the colour profile and how Adobe writes colours are all of the optional ones. */
function isSeen(marker: number, body: Buffer): boolean {
  const name = body.toString('latin1', 0, 12);
  if (marker === JPEG.app0) return name.startsWith('JFIF\0');
  if (marker === JPEG.app2) return name === 'ICC_PROFILE\0';
  if (marker === JPEG.app14) return name.startsWith('Adobe');
  return marker !== JPEG.comment && (marker < JPEG.app0 || marker > JPEG.app15);
}

/** Which way up (TIFF 6.0, tag 274): 1 as it lies, up to 8. What cannot be read is 1. */
function orientationOf(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const long = (at: number): number =>
    at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  const directory = long(4);
  for (let entry = 0; entry < Math.min(short(directory), 200); entry++) {
    const at = directory + 2 + entry * 12;
    const value = short(at + 8);
    if (short(at) === 0x0112) return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** Exif data that say the way up and nothing else. */
function orientationOnly(orientation: number): Buffer {
  return Buffer.from([
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8], // big-endian, the directory at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], // one entry: a short
    ...[0, 0, 0, 0], // no other directory
  ]);
}

function exifSegment(orientation: number): Buffer {
  const body = Buffer.concat([EXIF, orientationOnly(orientation)]);
  const head = Buffer.from([0xff, JPEG.app1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** The chunks by which a PNG is drawn, animations and colours included (PNG, third edition, 11); texts, times and Exif are not. */
const PNG_SEEN = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs sPLT hIST acTL fcTL fdAT'.split(' '),
);

function cleanPng(content: Buffer): Buffer {
  const kept = [content.subarray(0, 8)];
  for (let at = 8; at + 12 <= content.length;) {
    const type = content.toString('latin1', at + 4, at + 8);
    const end = at + 12 + content.readUInt32BE(at);
    if (end > content.length) break;
    if (PNG_SEEN.has(type)) kept.push(content.subarray(at, end));
    if (type === 'IEND') break;
    at = end;
  }
  return Buffer.concat(kept);
}

/** The chunks by which a WebP is drawn (RFC 9649, 2.7); `EXIF` and `XMP ` are not. */
const WEBP_SEEN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Flags of `VP8X` that tell of chunks which are gone. */
const WEBP_TOLD = { exif: 0x08, xmp: 0x04 };

function cleanWebp(content: Buffer): Buffer {
  const kept: Buffer[] = [];
  let orientation = 1;
  for (let at = 12; at + 8 <= content.length;) {
    const type = content.toString('latin1', at, at + 4);
    const size = content.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (end > content.length) break;
    if (WEBP_SEEN.has(type)) kept.push(Buffer.from(content.subarray(at, end)));
    if (type === 'EXIF') {
      const body = content.subarray(at + 8, at + 8 + size);
      orientation = orientationOf(body.subarray(0, EXIF.length).equals(EXIF) ? body.subarray(EXIF.length) : body);
    }
    at = end;
  }
  const head = kept.find((chunk) => chunk.toString('latin1', 0, 4) === 'VP8X');
  const turned = orientation !== 1 && head !== undefined;
  if (head !== undefined && head.length > 8) {
    head[8] = (head[8]! & ~WEBP_TOLD.exif & ~WEBP_TOLD.xmp) | (turned ? WEBP_TOLD.exif : 0);
  }
  if (turned) kept.push(webpChunk('EXIF', orientationOnly(orientation)));
  return webpChunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept]));
}

function webpChunk(type: string, body: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
