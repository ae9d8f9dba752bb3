import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What public pages show of gatherings: a change tells every web process to draw them anew. */
const SHOWN_TO_THE_PUBLIC = ['gathering', 'gathering_measure', 'gathering_session', 'gathering_paper'];

export class Gatherings1797200000000 implements MigrationInterface {
  name = 'Gatherings1797200000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "gathering_session" (
                "id" uuid NOT NULL,
                "gathering_id" uuid NOT NULL,
                "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "cancelled_at" TIMESTAMP WITH TIME ZONE,
                "sequence" integer NOT NULL DEFAULT '0',
                "meeting_room_id" uuid,
                "reminded_at" TIMESTAMP WITH TIME ZONE,
                "room_present" integer,
                "online_present" integer,
                "agents_present" integer,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "gathering_session_present" CHECK (
                    COALESCE(room_present, 0) >= 0
                    AND COALESCE(online_present, 0) >= 0
                    AND COALESCE(agents_present, 0) >= 0
                ),
                CONSTRAINT "gathering_session_order" CHECK (ends_at > starts_at),
                CONSTRAINT "PK_eb3d8102ee3573bd480f1d95a2e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_fa387be8d52b67a9655c0889bd" ON "gathering_session" ("gathering_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "gathering" (
                "id" uuid NOT NULL,
                "slug" text NOT NULL,
                "kind" text NOT NULL,
                "title" text NOT NULL,
                "words" text NOT NULL,
                "commune_id" uuid NOT NULL,
                "structure_id" uuid,
                "series" text NOT NULL DEFAULT '',
                "free_software" text NOT NULL DEFAULT '',
                "other_software" text NOT NULL DEFAULT '',
                "trainers" text NOT NULL DEFAULT '',
                "place_name" text NOT NULL DEFAULT '',
                "place_address" text NOT NULL DEFAULT '',
                "place_features" text array NOT NULL DEFAULT '{}',
                "place_notes" text NOT NULL DEFAULT '',
                "room_places" integer,
                "online_places" integer,
                "room_service_id" uuid,
                "names_reason" text NOT NULL DEFAULT '',
                "state" text NOT NULL,
                "cancel_reason" text NOT NULL DEFAULT '',
                "minutes" text NOT NULL DEFAULT '',
                "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "opinions_asked_at" TIMESTAMP WITH TIME ZONE,
                "created_by_id" uuid,
                "version" integer NOT NULL DEFAULT '1',
                "published_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_4c6f5d0dbd3204f718142ff267f" UNIQUE ("slug"),
                CONSTRAINT "gathering_cancel_reason" CHECK (
                    state <> 'cancelled'
                    OR cancel_reason <> ''
                ),
                CONSTRAINT "gathering_places" CHECK (
                    (
                        room_places IS NULL
                        OR room_places > 0
                    )
                    AND (
                        online_places IS NULL
                        OR online_places > 0
                    )
                ),
                CONSTRAINT "PK_4ae08ea2046e81e1646e924d6d4" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_559bfcf4699d5091f12e3f3c33" ON "gathering" ("commune_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_60e656b007527b48a263da7916" ON "gathering" ("structure_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b001349a1a2e4f284402f512e1" ON "gathering" ("room_service_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_379f658712a5034326cc8e456e" ON "gathering" ("created_by_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_f012d4d590650f76785be49418" ON "gathering" ("state", "ends_at")
        `);
    await queryRunner.query(`
            CREATE TABLE "gathering_measure" (
                "gathering_id" uuid NOT NULL,
                "measure_id" uuid NOT NULL,
                CONSTRAINT "PK_9b3b56e2d72847ca3de2d4d3536" PRIMARY KEY ("gathering_id", "measure_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_1eeee0d0f2f61416fd10c1d498" ON "gathering_measure" ("measure_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "gathering_opinion" (
                "id" uuid NOT NULL,
                "gathering_id" uuid NOT NULL,
                "useful" smallint NOT NULL,
                "wish" text NOT NULL DEFAULT '',
                CONSTRAINT "gathering_opinion_useful" CHECK (
                    useful BETWEEN 1 AND 4
                ),
                CONSTRAINT "PK_cf7f28afa0cd4035635a354d50a" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_3c5068d184e46cf046ed2d3c9c" ON "gathering_opinion" ("gathering_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "gathering_paper" (
                "id" uuid NOT NULL,
                "gathering_id" uuid NOT NULL,
                "title" text NOT NULL,
                "url" text,
                "file_id" uuid,
                "added_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "gathering_paper_one_source" CHECK ((url IS NULL) <> (file_id IS NULL)),
                CONSTRAINT "PK_cd1c96727c8bca1b7cfb72dbe0c" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b8336aebb4d641317f4e936250" ON "gathering_paper" ("gathering_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "gathering_registration" (
                "id" uuid NOT NULL,
                "gathering_id" uuid NOT NULL,
                "account_id" uuid,
                "email" text,
                "name" text NOT NULL,
                "locale" text NOT NULL,
                "way" text NOT NULL,
                "status" text NOT NULL,
                "link_hash" text NOT NULL,
                "link_sealed" text NOT NULL,
                "since" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "cancelled_at" TIMESTAMP WITH TIME ZONE,
                "attended" boolean,
                "gave_opinion" boolean NOT NULL DEFAULT false,
                "over_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_97902960680eea523f1009c9a7e" UNIQUE ("link_hash"),
                CONSTRAINT "PK_62a9642a27d32a133fe941c0690" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_9f0a8ece30b220cb77a98805c7" ON "gathering_registration" ("account_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "gathering_registration_one_email" ON "gathering_registration" ("gathering_id", "email")
            WHERE status <> 'cancelled'
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "gathering_registration_one_account" ON "gathering_registration" ("gathering_id", "account_id")
            WHERE status <> 'cancelled'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_f36f1fb8e50fb5b66c971ff2c9" ON "gathering_registration" ("gathering_id", "way", "status")
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_session"
            ADD CONSTRAINT "gathering_session_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gathering"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_session"
            ADD CONSTRAINT "gathering_session_meeting_room_id_fk" FOREIGN KEY ("meeting_room_id") REFERENCES "meeting_room"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering"
            ADD CONSTRAINT "gathering_commune_id_fk" FOREIGN KEY ("commune_id") REFERENCES "commune"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering"
            ADD CONSTRAINT "gathering_structure_id_fk" FOREIGN KEY ("structure_id") REFERENCES "structure"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering"
            ADD CONSTRAINT "gathering_room_service_id_fk" FOREIGN KEY ("room_service_id") REFERENCES "service"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering"
            ADD CONSTRAINT "gathering_created_by_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_measure"
            ADD CONSTRAINT "gathering_measure_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gathering"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_measure"
            ADD CONSTRAINT "gathering_measure_measure_id_fk" FOREIGN KEY ("measure_id") REFERENCES "measure"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_opinion"
            ADD CONSTRAINT "gathering_opinion_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gathering"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_paper"
            ADD CONSTRAINT "gathering_paper_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gathering"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_paper"
            ADD CONSTRAINT "gathering_paper_file_id_fk" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_registration"
            ADD CONSTRAINT "gathering_registration_gathering_id_fk" FOREIGN KEY ("gathering_id") REFERENCES "gathering"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_registration"
            ADD CONSTRAINT "gathering_registration_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    for (const table of SHOWN_TO_THE_PUBLIC) {
      await queryRunner.query(`
            CREATE TRIGGER public_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "${table}"
            FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()
        `);
    }
    // Of those who register, pages show how many places are left.
    await queryRunner.query(`
            CREATE TRIGGER public_changed AFTER INSERT OR DELETE OR UPDATE OF status ON "gathering_registration"
            FOR EACH STATEMENT EXECUTE FUNCTION ronron_public_changed()
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "gathering_registration" DROP CONSTRAINT "gathering_registration_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_registration" DROP CONSTRAINT "gathering_registration_gathering_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_paper" DROP CONSTRAINT "gathering_paper_file_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_paper" DROP CONSTRAINT "gathering_paper_gathering_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_opinion" DROP CONSTRAINT "gathering_opinion_gathering_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_measure" DROP CONSTRAINT "gathering_measure_measure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_measure" DROP CONSTRAINT "gathering_measure_gathering_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering" DROP CONSTRAINT "gathering_created_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering" DROP CONSTRAINT "gathering_room_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering" DROP CONSTRAINT "gathering_structure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering" DROP CONSTRAINT "gathering_commune_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_session" DROP CONSTRAINT "gathering_session_meeting_room_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "gathering_session" DROP CONSTRAINT "gathering_session_gathering_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_f36f1fb8e50fb5b66c971ff2c9"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."gathering_registration_one_account"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."gathering_registration_one_email"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_9f0a8ece30b220cb77a98805c7"
        `);
    await queryRunner.query(`
            DROP TABLE "gathering_registration"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_b8336aebb4d641317f4e936250"
        `);
    await queryRunner.query(`
            DROP TABLE "gathering_paper"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_3c5068d184e46cf046ed2d3c9c"
        `);
    await queryRunner.query(`
            DROP TABLE "gathering_opinion"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_1eeee0d0f2f61416fd10c1d498"
        `);
    await queryRunner.query(`
            DROP TABLE "gathering_measure"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_f012d4d590650f76785be49418"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_379f658712a5034326cc8e456e"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_b001349a1a2e4f284402f512e1"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_60e656b007527b48a263da7916"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_559bfcf4699d5091f12e3f3c33"
        `);
    await queryRunner.query(`
            DROP TABLE "gathering"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_fa387be8d52b67a9655c0889bd"
        `);
    await queryRunner.query(`
            DROP TABLE "gathering_session"
        `);
  }
}
