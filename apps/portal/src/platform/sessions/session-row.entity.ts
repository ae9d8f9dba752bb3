import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The table of connect-pg-simple, with a column by which an account's sessions are found; a trigger fills it. */
@Entity('session')
export class SessionRow {
  @PrimaryColumn('varchar')
  sid!: string;

  @Column('json')
  sess!: Record<string, unknown>;

  @Index()
  @Column('timestamp', { precision: 6 })
  expire!: Date;

  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;
}
