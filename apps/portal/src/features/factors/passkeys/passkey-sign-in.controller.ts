import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { nextQuery } from '../../../platform/pages/next-path.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { Account } from '../../accounts/account.entity.js';
import { SignInCompletion } from '../../accounts/sign-in-completion.service.js';
import { PasskeyProofs } from './passkey-proofs.service.js';

/** What the sign-in page's form of passkeys sends, all of it untrusted. */
interface Sent {
  readonly passkey?: unknown;
  readonly suite?: unknown;
  readonly stay?: unknown;
}

/** Signing in with a passkey alone: it says whose it is. */
@Controller('connexion/cle')
@Access('public')
export class PasskeySignInController {
  constructor(
    private readonly database: DataSource,
    private readonly proofs: PasskeyProofs,
    private readonly completion: SignInCompletion,
    private readonly pages: Pages,
  ) {}

  @Post('options')
  async options(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await reply.send(await this.proofs.options(request, 'sign-in', null));
  }

  @Post()
  async signIn(@Body() body: Sent, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const refused = (key: string): Promise<void> =>
      this.pages.goTo(request, reply, `/connexion${nextQuery(body.suite)}`, { kind: 'error', key });
    const proof = await this.proofs.check(request, 'sign-in', null, body.passkey);
    if (!proof.ok) return refused(`factors:errors.passkey.${proof.error}`);
    const account = await this.database.getRepository(Account).findOneByOrFail({ id: proof.value.accountId });
    const stay = typeof body.stay === 'string' && body.stay !== '';
    const { methods } = proof.value;
    const completed = await this.completion.complete(request, reply, account, { methods, stay, next: body.suite });
    if (!completed.ok) return refused(`accounts:errors.signIn.${completed.error}`);
  }
}
