import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createReadStream, createWriteStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DataSource } from 'typeorm';
import { ArchiveExport } from '../features/commitments/open-data/archive/export/archive-export.service.js';
import { csvPieces, jsonPieces } from '../features/commitments/open-data/archive/format/archive-format.js';
import { ArchiveImport } from '../features/commitments/open-data/archive/import/archive-import.service.js';
import { Commune } from '../features/territories/commune.entity.js';
import { Translations } from '../platform/i18n/translations.js';
import type { Command } from './command.js';
import { withPortal } from './with-portal.js';

const MOST_SHOWN = 100;

/** Of any size: the page takes files of 10 MB at most, which documents fill soon. */
export const exportArchive: Command = {
  name: 'archive:export',
  usage: 'COMMUNE FILE.json|FILE.csv',
  about: 'write all commitments of a commune, drafts and documents included, its gatherings and its cahier, to a file',
  run: ({ settings, args: [slug, file], print }) => {
    if (slug === undefined || file === undefined) throw new Error('Name the commune as in its address, and the file.');
    return withPortal(settings(), async (app) => {
      const stretches = app.get(ArchiveExport, { strict: false }).stretches({ communeId: await communeId(app, slug) });
      const pieces = file.endsWith('.csv') ? csvPieces(stretches) : jsonPieces(stretches);
      await pipeline(pieces, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
      print(`Written to ${file}.`);
    });
  },
};

export const importArchive: Command = {
  name: 'archive:import',
  usage: 'COMMUNE FILE [--write]',
  about: 'look through an archive of a commune; with --write, bring all of it in, or nothing',
  run: ({ settings, args, print }) => {
    const [slug, file] = args.filter((one) => one !== '--write');
    if (slug === undefined || file === undefined) throw new Error('Name the commune as in its address, and the file.');
    const write = args.includes('--write');
    return withPortal(settings(), async (app) => {
      const archive = await text(createReadStream(file));
      const imports = app.get(ArchiveImport, { strict: false });
      const outcome = await imports.run(null, await communeId(app, slug), archive, write);
      if (!outcome.ok) throw new Error(outcome.error.slice(0, MOST_SHOWN).map(line(app)).join('\n'));
      const { fresh, records, known } = outcome.value;
      const brought = `${fresh.commitment} commitments, ${fresh.question} questions, ${fresh.gathering} gatherings, ${fresh.proposal} proposals`;
      const there = `${known.commitment} commitments, ${known.gathering} gatherings, ${known.proposal} proposals`;
      print(`${brought} (${records} records) ${write ? 'brought in' : 'can be brought in'}; there already: ${there}.`);
    });
  },
};

async function communeId(app: NestFastifyApplication, slug: string): Promise<string> {
  const commune = await app.get(DataSource, { strict: false }).getRepository(Commune).findOneBy({ slug });
  if (commune === null)
    throw new Error(`No commune is called ${slug}: its address ends so, as in /engagements/quimper.`);
  return commune.id;
}

function line(app: NestFastifyApplication) {
  const translations = app.get(Translations, { strict: false });
  return ({ row, column, key, params }: { row: number; column: string; key: string; params?: object }): string =>
    `${row} ${column}: ${translations.text('en', key, { ...params })}`;
}
