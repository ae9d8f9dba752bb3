import { Module } from '@nestjs/common';
import { CommitmentsModule } from '../commitments/commitments.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { TrainingAgreementsController } from './agreement/training-agreements.controller.js';
import { TrainingAgreements } from './agreement/training-agreements.service.js';
import { GatheringEdits } from './gathering/gathering-edits.service.js';
import { GatheringRepeats } from './gathering/gathering-repeats.service.js';
import { GatheringScope } from './gathering/gathering-scope.service.js';
import { AttendanceController } from './attendance/attendance.controller.js';
import { Attendance } from './attendance/attendance.service.js';
import { TrainingFigures } from './attendance/training-figures.service.js';
import { GatheringDesk } from './managing/gathering-desk.service.js';
import { GatheringsManagerController } from './managing/gatherings-manager.controller.js';
import { ListsManagerController } from './managing/lists-manager.controller.js';
import { ManagerPages } from './managing/manager-pages.service.js';
import { RepeatsManagerController } from './managing/repeats-manager.controller.js';
import { SessionsManagerController } from './managing/sessions-manager.controller.js';
import { Opinions } from './opinions/opinions.service.js';
import { PapersController } from './papers/papers.controller.js';
import { Papers } from './papers/papers.service.js';
import { GatheringEvents } from './public/gathering-events.service.js';
import { GatheringViews } from './public/gathering-views.service.js';
import { GatheringsOfMeasures } from './public/gatherings-of-measures.service.js';
import { GatheringsController } from './public/gatherings.controller.js';
import { MyRegistrationController } from './registrations/my-registration.controller.js';
import { MyRegistrationsController } from './registrations/my-registrations.controller.js';
import { RegistrationClock } from './registrations/registration-clock.service.js';
import { RegistrationMails } from './registrations/registration-mails.service.js';
import { RegistrationsController } from './registrations/registrations.controller.js';
import { Registrations } from './registrations/registrations.service.js';
import { WaitingList } from './registrations/waiting-list.service.js';
import { SessionDoors } from './sessions/session-doors.service.js';
import { SessionRooms } from './sessions/session-rooms.service.js';
import { Sessions } from './sessions/sessions.service.js';

@Module({
  imports: [CommitmentsModule, RoomsModule],
  controllers: [
    AttendanceController,
    GatheringsController,
    GatheringsManagerController,
    ListsManagerController,
    MyRegistrationController,
    PapersController,
    MyRegistrationsController,
    RegistrationsController,
    RepeatsManagerController,
    SessionsManagerController,
    TrainingAgreementsController,
  ],
  providers: [
    Attendance,
    GatheringDesk,
    GatheringEdits,
    GatheringEvents,
    GatheringRepeats,
    GatheringScope,
    GatheringViews,
    GatheringsOfMeasures,
    ManagerPages,
    Opinions,
    Papers,
    RegistrationClock,
    RegistrationMails,
    Registrations,
    SessionDoors,
    SessionRooms,
    Sessions,
    TrainingAgreements,
    TrainingFigures,
    WaitingList,
  ],
})
export class GatheringsModule {}
