import { Module } from '@nestjs/common';
import { ErasureMails } from './erasure-mails.service.js';

/** The mails about erasure alone: closing an account needs them, without what erases it. */
@Module({ providers: [ErasureMails], exports: [ErasureMails] })
export class ErasureMailsModule {}
