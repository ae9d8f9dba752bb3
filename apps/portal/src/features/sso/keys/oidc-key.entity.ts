import { Column, Entity, PrimaryColumn } from 'typeorm';

export const keyAlgorithms = ['ES256', 'RS256'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** A key by which the OpenID provider signs what it says. */
@Entity()
export class OidcKey {
  /** `kid` in the published set. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  algorithm!: KeyAlgorithm;

  /** The private JWK, sealed. */
  @Column('text')
  sealed!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** Published from its making; signs from here on, when every process and client had time to learn of it. */
  @Column('timestamptz')
  signsFrom!: Date;
}
