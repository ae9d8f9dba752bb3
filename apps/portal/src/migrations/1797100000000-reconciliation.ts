import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What services really hold is compared with what was granted. */
export class Reconciliation1797100000000 implements MigrationInterface {
  name = 'Reconciliation1797100000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "drift" ("id" uuid NOT NULL, "service_id" uuid NOT NULL, "subject" text NOT NULL, "subscription_id" uuid, "remote_name" text NOT NULL, "kinds" text array NOT NULL, "found" jsonb NOT NULL, "wanted" jsonb, "status" text NOT NULL, "known_reason" text NOT NULL DEFAULT '', "failure_reason" text, "run_id" uuid NOT NULL, "first_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "resolved_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_4df003b884be814f861c0c530ea" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_873f243c61b70a2de035e538e0" ON "drift" ("subscription_id")`);
    await queryRunner.query(`CREATE INDEX "IDX_3207bcbd03e9ec7c61b94411de" ON "drift" ("service_id", "status")`);
    await queryRunner.query(`CREATE UNIQUE INDEX "drift_one_a_subject" ON "drift" ("service_id", "subject")`);
    await queryRunner.query(
      `CREATE TABLE "reconciliation_run" ("id" uuid NOT NULL, "service_id" uuid NOT NULL, "status" text NOT NULL, "phase" text NOT NULL, "cursor" text, "repairs" boolean NOT NULL, "held" boolean NOT NULL DEFAULT false, "looked" integer NOT NULL DEFAULT '0', "differing" integer NOT NULL DEFAULT '0', "extras" integer NOT NULL DEFAULT '0', "in_motion" integer NOT NULL DEFAULT '0', "unreadable" integer NOT NULL DEFAULT '0', "repaired" integer NOT NULL DEFAULT '0', "attempts" integer NOT NULL DEFAULT '0', "failure_reason" text, "failure_detail" text NOT NULL DEFAULT '', "started_by_id" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_4fa08b87bbb63890254c8cdcb57" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_4ef41ad9e336d0051586040c30" ON "reconciliation_run" ("service_id", "created_at")`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "reconciliation_run_one_live" ON "reconciliation_run" ("service_id") WHERE status IN ('queued', 'running', 'waiting')`,
    );
    await queryRunner.query(
      `CREATE TABLE "reconciliation_setting" ("service_id" uuid NOT NULL, "mode" text NOT NULL, CONSTRAINT "PK_5d8c81ffb2049db434aec714140" PRIMARY KEY ("service_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "remote_sighting" ("run_id" uuid NOT NULL, "remote_name" text NOT NULL, "subscription_id" uuid, CONSTRAINT "PK_9a7b55023c3807e7d91156a8a5b" PRIMARY KEY ("run_id", "remote_name"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "drift" ADD CONSTRAINT "drift_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "drift" ADD CONSTRAINT "drift_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "reconciliation_run" ADD CONSTRAINT "reconciliation_run_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "reconciliation_setting" ADD CONSTRAINT "reconciliation_setting_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "remote_sighting" ADD CONSTRAINT "remote_sighting_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "reconciliation_run"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "remote_sighting"');
    await queryRunner.query('DROP TABLE "reconciliation_setting"');
    await queryRunner.query('DROP TABLE "reconciliation_run"');
    await queryRunner.query('DROP TABLE "drift"');
  }
}
