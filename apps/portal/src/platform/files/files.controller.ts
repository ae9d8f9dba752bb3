import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../security/access.js';
import { NOT_FOUND } from '../security/security.errors.js';
import { FileStorage } from './file-storage.js';
import { sendFile } from './send-file.js';

/** Files that are public in themselves, such as a commune's logo; what is tied to a page is served by its feature. */
@Controller('fichiers')
@Access('public')
export class FilesController {
  constructor(private readonly files: FileStorage) {}

  @Get(':id')
  async file(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const file = isId(id) ? await this.files.get(id) : null;
    if (file === null || !file.public) throw new AppError(NOT_FOUND);
    await sendFile(request, reply, file);
  }
}
