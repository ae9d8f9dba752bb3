import { Module } from '@nestjs/common';
import { WebhookQueueModule } from '../../webhooks/webhook-queue.module.js';
import { FollowDigests } from './digests/follow-digests.service.js';
import { MoveWords } from './digests/move-words.service.js';
import { FollowMails } from './follows/follow-mails.service.js';
import { FollowingController } from './follows/following.controller.js';
import { Follows } from './follows/follows.service.js';
import { MyFollowController } from './follows/my-follow.controller.js';
import { MyFollowsController } from './follows/my-follows.controller.js';
import { OneClickController } from './follows/one-click.controller.js';
import { CommitmentMoves } from './moves/commitment-moves.service.js';

/** Those who follow commitments, and what they are told. */
@Module({
  imports: [WebhookQueueModule],
  controllers: [FollowingController, MyFollowController, MyFollowsController, OneClickController],
  providers: [CommitmentMoves, FollowDigests, FollowMails, Follows, MoveWords],
  exports: [CommitmentMoves, Follows, MoveWords],
})
export class FollowingModule {}
