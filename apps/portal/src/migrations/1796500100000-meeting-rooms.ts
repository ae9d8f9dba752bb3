import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MeetingRooms1796500100000 implements MigrationInterface {
  name = 'MeetingRooms1796500100000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "meeting_room" (
                "id" uuid NOT NULL,
                "service_id" uuid NOT NULL,
                "subscription_id" uuid,
                "created_by_id" uuid,
                "name" text NOT NULL,
                "key" text NOT NULL,
                "lobby" boolean NOT NULL DEFAULT false,
                "opens_at" TIMESTAMP WITH TIME ZONE,
                "closes_at" TIMESTAMP WITH TIME ZONE,
                "link_hash" text,
                "link_sealed" text,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_a0e86721098fbf98c45332e3306" UNIQUE ("key"),
                CONSTRAINT "UQ_c27ff20a860ae1d8375f7fff09f" UNIQUE ("link_hash"),
                CONSTRAINT "meeting_room_link" CHECK ((link_hash IS NULL) = (link_sealed IS NULL)),
                CONSTRAINT "meeting_room_window" CHECK (closes_at > opens_at),
                CONSTRAINT "PK_b7d15017d9ca3581550483bcc1c" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_207b6ea6b12bc7b4a5c9175be9" ON "meeting_room" ("service_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e6aa50cc80d2256a8a109684b2" ON "meeting_room" ("created_by_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "meeting_room_one_name" ON "meeting_room" ("subscription_id", "name")
            WHERE ended_at IS NULL
        `);
    await queryRunner.query(`
            ALTER TABLE "meeting_room"
            ADD CONSTRAINT "meeting_room_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "meeting_room"
            ADD CONSTRAINT "meeting_room_subscription_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "meeting_room"
            ADD CONSTRAINT "meeting_room_created_by_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "meeting_room" DROP CONSTRAINT "meeting_room_created_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "meeting_room" DROP CONSTRAINT "meeting_room_subscription_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "meeting_room" DROP CONSTRAINT "meeting_room_service_id_fk"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."meeting_room_one_name"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_e6aa50cc80d2256a8a109684b2"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_207b6ea6b12bc7b4a5c9175be9"
        `);
    await queryRunner.query(`
            DROP TABLE "meeting_room"
        `);
  }
}
