import { Module } from '@nestjs/common';
import { LegalController } from './legal.controller.js';
import { LegalTexts } from './legal-texts.service.js';

@Module({ controllers: [LegalController], providers: [LegalTexts], exports: [LegalTexts] })
export class LegalModule {}
