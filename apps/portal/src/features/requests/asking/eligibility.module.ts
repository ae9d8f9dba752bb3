import { Module } from '@nestjs/common';
import { Eligibilities } from './eligibilities.service.js';

/** The side of requests that knows the rules: what subscriptions need, without what makes subscriptions. */
@Module({ providers: [Eligibilities], exports: [Eligibilities] })
export class EligibilityModule {}
