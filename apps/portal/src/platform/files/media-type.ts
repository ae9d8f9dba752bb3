/** What people may upload: each kind by the bytes it begins with. SVG and HTML are not among them: they run scripts. */
const SIGNATURES: readonly { readonly mediaType: string; readonly matches: (bytes: Buffer) => boolean }[] = [
  { mediaType: 'image/png', matches: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { mediaType: 'image/jpeg', matches: (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  {
    mediaType: 'image/webp',
    matches: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
  { mediaType: 'application/pdf', matches: (bytes) => bytes.toString('latin1', 0, 5) === '%PDF-' },
  // OpenDocument: a ZIP whose first entry is its media type, stored uncompressed (ODF 1.3, part 2, 3.3).
  ...['text', 'spreadsheet', 'presentation'].map((kind) => {
    const mediaType = `application/vnd.oasis.opendocument.${kind}`;
    return {
      mediaType,
      matches: (bytes: Buffer) =>
        bytes.toString('latin1', 0, 2) === 'PK' &&
        bytes.toString('latin1', 30, 38 + mediaType.length) === `mimetype${mediaType}`,
    };
  }),
];

/** The media type that the content itself shows, or null when it is none of those that may be uploaded. */
export function detectMediaType(content: Buffer): string | null {
  return SIGNATURES.find((signature) => signature.matches(content))?.mediaType ?? null;
}
