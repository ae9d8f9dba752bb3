import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Structure } from './structure.entity.js';

/** Structures as the public may see them. */
@Injectable()
export class StructuresService {
  constructor(private readonly database: DataSource) {}

  /** An active structure with its commune, or null. */
  async bySlug(slug: string): Promise<Structure | null> {
    if (!/^[a-z0-9-]{1,100}$/.test(slug)) return null;
    return this.database
      .getRepository(Structure)
      .findOne({ where: { slug, active: true }, relations: { commune: true } });
  }
}
