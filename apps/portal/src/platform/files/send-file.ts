import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoredFile } from './stored-file.entity.js';

/** What browsers may show in place; all else is saved. None of them can run a script. */
const SHOWN_IN_PLACE = ['image/png', 'image/jpeg', 'image/webp'];

/**
 * Answers with a stored file: what is no picture as an attachment, never guessed at, in a sandbox of its own. Public
 * files have an address that changes with their content, so they are kept for good.
 */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: StoredFile): Promise<void> {
  const disposition = SHOWN_IN_PLACE.includes(file.mediaType) ? 'inline' : 'attachment';
  void reply
    .header('content-type', file.mediaType)
    .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('etag', `"${file.sha256}"`)
    .header('cache-control', file.public ? 'public, max-age=31536000, immutable' : 'private, no-cache');
  if (request.headers['if-none-match'] === `"${file.sha256}"`) await reply.status(304).send();
  else await reply.send(file.content);
}
