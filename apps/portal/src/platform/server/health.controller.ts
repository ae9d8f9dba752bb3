import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Access } from '../security/access.js';

/** For supervisors and load balancers. */
@Controller()
@Access('public')
export class HealthController {
  constructor(private readonly database: DataSource) {}

  /** The process answers. */
  @Get('healthz')
  async alive(@Res() reply: FastifyReply): Promise<void> {
    await reply.send({ status: 'ok' });
  }

  /** The database, its migrations and the queue are there. */
  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const checks = {
      database: await holds(this.database.query('SELECT 1')),
      migrations: await holds(this.database.showMigrations().then((pending) => !pending)),
      queue: await holds(this.database.query('SELECT 1 FROM graphile_worker.migrations LIMIT 1')),
    };
    const ready = Object.values(checks).every(Boolean);
    await reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'not-ready', checks });
  }
}

async function holds(check: Promise<unknown>): Promise<boolean> {
  try {
    return (await check) !== false;
  } catch {
    return false;
  }
}
