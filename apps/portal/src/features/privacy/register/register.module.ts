import { Module } from '@nestjs/common';
import { DataProtectionOfficer } from './data-protection-officer.service.js';
import { RegisterView } from './register-view.service.js';

/** The register in words: what the legal pages need, without what acts on it. */
@Module({ providers: [DataProtectionOfficer, RegisterView], exports: [DataProtectionOfficer, RegisterView] })
export class RegisterModule {}
