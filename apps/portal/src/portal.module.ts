import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './features/accounts/accounts.module.js';
import { TerritoriesModule } from './features/territories/territories.module.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';

/** Every feature, a line each. */
@Module({})
export class PortalModule {
  static with(parts: PlatformParts): DynamicModule {
    return {
      module: PortalModule,
      imports: [PlatformModule.with(parts), AccountsModule, TerritoriesModule],
    };
  }
}
