import { Module } from '@nestjs/common';
import { RetainedRecords } from './retained-records.service.js';

/** The restricted store alone: what sign-in needs, without what reads it. */
@Module({ providers: [RetainedRecords], exports: [RetainedRecords] })
export class RetentionModule {}
