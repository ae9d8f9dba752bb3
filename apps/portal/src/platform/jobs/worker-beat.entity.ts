import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Workers beat here; the locks of one that stopped beating are released within a minute. */
@Entity()
export class WorkerBeat {
  @PrimaryColumn('text')
  workerId!: string;

  @Column('timestamptz')
  seenAt!: Date;
}
