import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { MeetingRooms } from './meeting-rooms.service.js';

@Module({
  imports: [CatalogueModule],
  providers: [MeetingRooms],
  exports: [MeetingRooms],
})
export class RoomsModule {}
