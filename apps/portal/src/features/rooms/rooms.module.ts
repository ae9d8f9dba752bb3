import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CircuitsModule } from '../provisioning/circuits/circuits.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { GuestEntriesController } from './guests/guest-entries.controller.js';
import { GuestEntries } from './guests/guest-entries.service.js';
import { MeetingRooms } from './meeting-rooms.service.js';
import { RoomLinksController } from './subscription/room-links.controller.js';
import { RoomPages } from './subscription/room-pages.service.js';
import { RoomRecordingsController } from './subscription/room-recordings.controller.js';
import { RoomRecordings } from './subscription/room-recordings.service.js';
import { RoomsController } from './subscription/rooms.controller.js';
import { SubscriptionRooms } from './subscription/subscription-rooms.service.js';

@Module({
  imports: [CatalogueModule, CircuitsModule, SubscriptionsModule],
  controllers: [GuestEntriesController, RoomsController, RoomLinksController, RoomRecordingsController],
  providers: [GuestEntries, MeetingRooms, RoomPages, RoomRecordings, SubscriptionRooms],
  exports: [MeetingRooms],
})
export class RoomsModule {}
