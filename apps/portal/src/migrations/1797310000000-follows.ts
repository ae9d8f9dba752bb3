import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Follows1797310000000 implements MigrationInterface {
  name = 'Follows1797310000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "follow_digest" (
                "id" uuid NOT NULL,
                "commune_id" uuid NOT NULL,
                "closed_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "told_up_to" uuid,
                "mails" integer NOT NULL DEFAULT '0',
                "finished_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_2bf7a0c9340f83f5d0301478297" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_764a606702a810d7434e49c47c" ON "follow_digest" ("commune_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "follow" (
                "id" uuid NOT NULL,
                "commune_id" uuid,
                "commitment_id" uuid,
                "account_id" uuid,
                "email" text,
                "locale" text NOT NULL,
                "link_hash" text NOT NULL,
                "link_sealed" text NOT NULL,
                "confirmed_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_98e6cf159d73fcb292bbdd43af3" UNIQUE ("link_hash"),
                CONSTRAINT "follow_whose" CHECK ((account_id IS NULL) <> (email IS NULL)),
                CONSTRAINT "follow_what" CHECK ((commune_id IS NULL) <> (commitment_id IS NULL)),
                CONSTRAINT "PK_fda88bc28a84d2d6d06e19df6e5" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_1cea2f12b5980b645af7029464" ON "follow" ("account_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_0e1f74cc45af3d0e3372d8136f" ON "follow" ("email")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "follow_commitment_account" ON "follow" ("commitment_id", "account_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "follow_commitment_email" ON "follow" ("commitment_id", "email")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "follow_commune_account" ON "follow" ("commune_id", "account_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "follow_commune_email" ON "follow" ("commune_id", "email")
        `);
    await queryRunner.query(`
            CREATE TABLE "commitment_move" (
                "id" uuid NOT NULL,
                "commune_id" uuid NOT NULL,
                "commitment_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "kind" text NOT NULL,
                "title" text NOT NULL DEFAULT '',
                "from_value" text NOT NULL DEFAULT '',
                "to_value" text NOT NULL DEFAULT '',
                "reason" text NOT NULL DEFAULT '',
                "anchor" text NOT NULL DEFAULT '',
                "digest_id" uuid,
                CONSTRAINT "PK_1da2c157f5892864382af71aeaf" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b4f8a15c2ff2f14ac55deb2193" ON "commitment_move" ("digest_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "commitment_move_waiting" ON "commitment_move" ("commune_id")
            WHERE digest_id IS NULL
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_54775724d781bd5d73f2f0d333" ON "commitment_move" ("commitment_id", "id")
        `);
    await queryRunner.query(`
            ALTER TABLE "outgoing_mail"
            ADD "unsubscribe_url" text
        `);
    await queryRunner.query(`
            ALTER TABLE "follow_digest"
            ADD CONSTRAINT "follow_digest_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "follow"
            ADD CONSTRAINT "follow_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "follow"
            ADD CONSTRAINT "follow_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "follow"
            ADD CONSTRAINT "follow_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_move"
            ADD CONSTRAINT "commitment_move_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_move"
            ADD CONSTRAINT "commitment_move_commitment_id_fk" FOREIGN KEY ("commitment_id") REFERENCES "commitment"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "commitment_move" DROP CONSTRAINT "commitment_move_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "commitment_move" DROP CONSTRAINT "commitment_move_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "follow" DROP CONSTRAINT "follow_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "follow" DROP CONSTRAINT "follow_commitment_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "follow" DROP CONSTRAINT "follow_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "follow_digest" DROP CONSTRAINT "follow_digest_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "outgoing_mail" DROP COLUMN "unsubscribe_url"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_54775724d781bd5d73f2f0d333"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."commitment_move_waiting"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_b4f8a15c2ff2f14ac55deb2193"
        `);
    await queryRunner.query(`
            DROP TABLE "commitment_move"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."follow_commune_email"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."follow_commune_account"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."follow_commitment_email"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."follow_commitment_account"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_0e1f74cc45af3d0e3372d8136f"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_1cea2f12b5980b645af7029464"
        `);
    await queryRunner.query(`
            DROP TABLE "follow"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_764a606702a810d7434e49c47c"
        `);
    await queryRunner.query(`
            DROP TABLE "follow_digest"
        `);
  }
}
