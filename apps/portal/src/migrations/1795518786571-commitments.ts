import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What public pages show of the commitments: a change tells every web process to draw them anew. */
const SHOWN_TO_THE_PUBLIC = [
  'framework',
  'measure',
  'commitment',
  'deadline_slip',
  'commitment_action',
  'commitment_update',
  'update_correction',
  'evidence',
  'indicator',
  'indicator_value',
  'spending',
];

export class Commitments1795518786571 implements MigrationInterface {
  name = 'Commitments1795518786571';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "framework" (
                "id" uuid NOT NULL,
                "key" text NOT NULL,
                "name" jsonb NOT NULL,
                "summary" jsonb NOT NULL,
                "year" integer NOT NULL,
                "position" integer NOT NULL DEFAULT '0',
                CONSTRAINT "UQ_645c29b799cd9e66e9509fc4b61" UNIQUE ("key"),
                CONSTRAINT "PK_413064c9a2fb226f0d933712883" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "measure" (
                "id" uuid NOT NULL,
                "framework_id" uuid NOT NULL,
                "key" text NOT NULL,
                "position" integer NOT NULL,
                "title" jsonb NOT NULL,
                "summary" jsonb NOT NULL,
                CONSTRAINT "UQ_0c6ca0e03c289901bb1b802948c" UNIQUE ("key"),
                CONSTRAINT "PK_ddc1ad2a86717cedc808809423e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_ce0295416f89b3fd78730bac94" ON "measure" ("framework_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "commitment" (
                "id" uuid NOT NULL,
                "commune_id" uuid NOT NULL,
                "measure_id" uuid NOT NULL,
                "level" smallint NOT NULL,
                "words" text NOT NULL,
                "accountable_name" text NOT NULL,
                "accountable_role" text NOT NULL DEFAULT '',
                "accountable_account_id" uuid,
                "department" text NOT NULL DEFAULT '',
                "vote_reference" text NOT NULL DEFAULT '',
                "vote_on" date,
                "vote_url" text NOT NULL DEFAULT '',
                "deadline" date,
                "status" text NOT NULL,
                "status_reason" text NOT NULL DEFAULT '',
                "status_since" TIMESTAMP WITH TIME ZONE NOT NULL,
                "published_at" TIMESTAMP WITH TIME ZONE,
                "version" integer NOT NULL DEFAULT '1',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "commitment_reason" CHECK (
                    status NOT IN ('late', 'abandoned')
                    OR status_reason <> ''
                ),
                CONSTRAINT "commitment_status" CHECK (
                    status IN (
                        'announced',
                        'started',
                        'under-way',
                        'late',
                        'achieved',
                        'abandoned'
                    )
                ),
                CONSTRAINT "commitment_level" CHECK (
                    level BETWEEN 1 AND 3
                ),
                CONSTRAINT "PK_7a0899978d100f72269b3045d7e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_29305f73554fc1d45f42d93eb9" ON "commitment" ("measure_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_8fc180ec1da4c8cce301029ed1" ON "commitment" ("accountable_account_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_86becf5f5cdf16220796e35471" ON "commitment" ("commune_id", "measure_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "commitment_action" (
                "id" uuid NOT NULL,
                "commitment_id" uuid NOT NULL,
                "title" text NOT NULL,
                "position" integer NOT NULL,
                "state" text NOT NULL,
                "starts_on" date,
                "due_on" date,
                "done_on" date,
                "version" integer NOT NULL DEFAULT '1',
                CONSTRAINT "commitment_action_done" CHECK ((state = 'done') = (done_on IS NOT NULL)),
                CONSTRAINT "commitment_action_state" CHECK (
                    state IN ('planned', 'under-way', 'done', 'abandoned')
                ),
                CONSTRAINT "PK_06d3f18a81dcd757ec196f7bca3" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_2aa5d2f58a221e27865555f40c" ON "commitment_action" ("commitment_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "indicator" (
                "id" uuid NOT NULL,
                "commitment_id" uuid NOT NULL,
                "name" text NOT NULL,
                "unit" text NOT NULL,
                "base" double precision,
                "target" double precision,
                "source" text NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_4693fe4c2cb912a71e05c589e7e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e0c2606510924662b58d905b62" ON "indicator" ("commitment_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "indicator_value" (
                "id" uuid NOT NULL,
                "indicator_id" uuid NOT NULL,
                "day" date NOT NULL,
                "value" double precision NOT NULL,
                "note" text NOT NULL DEFAULT '',
                CONSTRAINT "PK_ea77b6059a4a7f24be8e748d541" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_ed0fcff17b47212b5c45b2eb9b" ON "indicator_value" ("indicator_id", "day")
        `);
    await queryRunner.query(`
            CREATE TABLE "commitment_revision" (
                "id" uuid NOT NULL,
                "commitment_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "actor_id" uuid,
                "actor_name" text NOT NULL,
                "kind" text NOT NULL,
                "before" jsonb,
                "after" jsonb,
                CONSTRAINT "PK_6f07b5e69009f55bc0000656586" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_c4a354da12a8dd2f62324d4254" ON "commitment_revision" ("commitment_id", "id")
        `);
    await queryRunner.query(`
            CREATE TABLE "commitment_rules" (
                "commune_id" uuid NOT NULL,
                "needs_agreement" boolean NOT NULL DEFAULT false,
                CONSTRAINT "PK_7281e2bf6a481cd00dd2de7e157" PRIMARY KEY ("commune_id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "deadline_slip" (
                "id" uuid NOT NULL,
                "commitment_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "from_day" date NOT NULL,
                "to_day" date,
                "reason" text NOT NULL,
                CONSTRAINT "PK_1d47b2038df2d2c86f558cb021c" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_35c67c579785eb1d4499337364" ON "deadline_slip" ("commitment_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "spending" (
                "id" uuid NOT NULL,
                "commitment_id" uuid NOT NULL,
                "year" integer NOT NULL,
                "nature" text NOT NULL,
                "budget" text NOT NULL,
                "amount_cents" bigint NOT NULL,
                "software" text NOT NULL DEFAULT '',
                "shared_with" text NOT NULL DEFAULT '',
                "note" text NOT NULL DEFAULT '',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "spending_amount" CHECK (amount_cents >= 0),
                CONSTRAINT "PK_497d7e3196b0f03cdf19f420d69" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_9a352f53eba25af29b54a4c40e" ON "spending" ("commitment_id", "year")
        `);
    await queryRunner.query(`
            CREATE TABLE "commitment_update" (
                "id" uuid NOT NULL,
                "commitment_id" uuid NOT NULL,
                "happened_on" date NOT NULL,
                "title" text NOT NULL,
                "body" text NOT NULL,
                "state" text NOT NULL,
                "author_id" uuid,
                "author_name" text NOT NULL,
                "sent_back_reason" text NOT NULL DEFAULT '',
                "agreed_by" text NOT NULL DEFAULT '',
                "published_at" TIMESTAMP WITH TIME ZONE,
                "version" integer NOT NULL DEFAULT '1',
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "commitment_update_published" CHECK (
                    (state = 'published') = (published_at IS NOT NULL)
                ),
                CONSTRAINT "commitment_update_state" CHECK (
                    state IN ('draft', 'pending-agreement', 'published')
                ),
                CONSTRAINT "PK_d790904ec3d9d23f4e1cf599638" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_4993b307c634ea7a63ce7a42c2" ON "commitment_update" ("state")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_776c9223aa2a40c9804802e256" ON "commitment_update" ("commitment_id", "published_at")
        `);
    await queryRunner.query(`
            CREATE TABLE "evidence" (
                "id" uuid NOT NULL,
                "update_id" uuid NOT NULL,
                "kind" text NOT NULL,
                "caption" text NOT NULL,
                "dated_on" date NOT NULL,
                "url" text,
                "file_id" uuid,
                "added_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "evidence_one_source" CHECK ((url IS NULL) <> (file_id IS NULL)),
                CONSTRAINT "PK_b864cb5d49854f89917fc0b44b9" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_53f6eb40ee78c39fc428928a8f" ON "evidence" ("update_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "update_correction" (
                "id" uuid NOT NULL,
                "update_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "title_before" text NOT NULL,
                "body_before" text NOT NULL,
                "reason" text NOT NULL,
                CONSTRAINT "PK_10d4e1ce046c9885c5a8a5d5b31" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_02653756585eb720fa6430ac61" ON "update_correction" ("update_id")
        `);
    await queryRunner.query(`
            ALTER TABLE "measure"
            ADD CONSTRAINT "measure_framework_id_fk" FOREIGN KEY ("framework_id") REFERENCES "framework"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment"
            ADD CONSTRAINT "commitment_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment"
            ADD CONSTRAINT "commitment_measure_id_fk" FOREIGN KEY ("measure_id") REFERENCES "measure"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment"
            ADD CONSTRAINT "commitment_accountable_account_id_fk" FOREIGN KEY ("accountable_account_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_action"
            ADD CONSTRAINT "commitment_action_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator"
            ADD CONSTRAINT "indicator_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator_value"
            ADD CONSTRAINT "indicator_value_indicator_id_fk" FOREIGN KEY ("indicator_id") REFERENCES "indicator"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_revision"
            ADD CONSTRAINT "commitment_revision_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_rules"
            ADD CONSTRAINT "commitment_rules_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "deadline_slip"
            ADD CONSTRAINT "deadline_slip_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "spending"
            ADD CONSTRAINT "spending_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_update"
            ADD CONSTRAINT "commitment_update_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "evidence"
            ADD CONSTRAINT "evidence_update_id_fk" FOREIGN KEY ("update_id") REFERENCES "commitment_update"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "evidence"
            ADD CONSTRAINT "evidence_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "update_correction"
            ADD CONSTRAINT "update_correction_update_id_fk" FOREIGN KEY ("update_id") REFERENCES "commitment_update"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    for (const table of SHOWN_TO_THE_PUBLIC) {
      await queryRunner.query(`
                CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "${table}"
                FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()
            `);
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "update_correction" DROP CONSTRAINT "update_correction_update_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "evidence" DROP CONSTRAINT "evidence_file_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "evidence" DROP CONSTRAINT "evidence_update_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_update" DROP CONSTRAINT "commitment_update_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "spending" DROP CONSTRAINT "spending_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "deadline_slip" DROP CONSTRAINT "deadline_slip_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_rules" DROP CONSTRAINT "commitment_rules_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_revision" DROP CONSTRAINT "commitment_revision_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator_value" DROP CONSTRAINT "indicator_value_indicator_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "indicator" DROP CONSTRAINT "indicator_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_action" DROP CONSTRAINT "commitment_action_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment" DROP CONSTRAINT "commitment_accountable_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment" DROP CONSTRAINT "commitment_measure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment" DROP CONSTRAINT "commitment_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "measure" DROP CONSTRAINT "measure_framework_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_02653756585eb720fa6430ac61"
        `);
    await queryRunner.query(`
            DROP TABLE "update_correction"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_53f6eb40ee78c39fc428928a8f"
        `);
    await queryRunner.query(`
            DROP TABLE "evidence"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_776c9223aa2a40c9804802e256"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_4993b307c634ea7a63ce7a42c2"
        `);
    await queryRunner.query(`
            DROP TABLE "commitment_update"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_9a352f53eba25af29b54a4c40e"
        `);
    await queryRunner.query(`
            DROP TABLE "spending"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_35c67c579785eb1d4499337364"
        `);
    await queryRunner.query(`
            DROP TABLE "deadline_slip"
        `);
    await queryRunner.query(`
            DROP TABLE "commitment_rules"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_c4a354da12a8dd2f62324d4254"
        `);
    await queryRunner.query(`
            DROP TABLE "commitment_revision"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_ed0fcff17b47212b5c45b2eb9b"
        `);
    await queryRunner.query(`
            DROP TABLE "indicator_value"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_e0c2606510924662b58d905b62"
        `);
    await queryRunner.query(`
            DROP TABLE "indicator"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_2aa5d2f58a221e27865555f40c"
        `);
    await queryRunner.query(`
            DROP TABLE "commitment_action"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_86becf5f5cdf16220796e35471"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_8fc180ec1da4c8cce301029ed1"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_29305f73554fc1d45f42d93eb9"
        `);
    await queryRunner.query(`
            DROP TABLE "commitment"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_ce0295416f89b3fd78730bac94"
        `);
    await queryRunner.query(`
            DROP TABLE "measure"
        `);
    await queryRunner.query(`
            DROP TABLE "framework"
        `);
  }
}
