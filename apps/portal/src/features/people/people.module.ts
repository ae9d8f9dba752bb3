import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { OperatorPeople } from './operator-people.service.js';
import { PeopleController } from './people.controller.js';

@Module({
  imports: [AccountsModule],
  controllers: [PeopleController],
  providers: [OperatorPeople],
})
export class PeopleModule {}
