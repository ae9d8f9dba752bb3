import type { MigrationInterface, QueryRunner } from 'typeorm';

const FRAMEWORK = '0197a1f0-2020-7000-8000-000000000000';

/** The sheet that April wrote for the Pacte pour la Transition 2020, measure 4, in words of our own. */
const MEASURES = [
  {
    key: 'free-software-in-services',
    title: {
      fr: 'Utiliser des logiciels libres dans les services municipaux',
      en: 'Use free software in the municipal services',
    },
    summary: {
      fr: 'Les agents travaillent chaque jour avec des logiciels libres et des formats ouverts : les documents de la commune restent lisibles par tous, et pour longtemps.',
      en: 'Staff work every day with free software and open formats: the commune’s documents can be read by everybody, and for long.',
    },
  },
  {
    key: 'free-operating-systems',
    title: {
      fr: 'Passer les serveurs et les postes à un système libre',
      en: 'Move servers and workstations to a free system',
    },
    summary: {
      fr: 'Les serveurs, puis les postes de travail, passent à un système d’exploitation libre comme GNU/Linux.',
      en: 'The servers, then the workstations, move to a free operating system such as GNU/Linux.',
    },
  },
  {
    key: 'public-digital-spaces',
    title: {
      fr: 'Équiper les espaces publics numériques de logiciels libres',
      en: 'Equip the public digital spaces with free software',
    },
    summary: {
      fr: 'Les ordinateurs des espaces publics numériques de la commune fonctionnent avec une distribution libre.',
      en: 'The computers of the commune’s public digital spaces run a free distribution.',
    },
  },
  {
    key: 'training-first',
    title: { fr: 'Former en priorité aux logiciels libres', en: 'Teach free software first' },
    summary: {
      fr: 'Les initiations et les formations que la commune propose se font d’abord avec des logiciels libres.',
      en: 'The initiations and trainings that the commune offers use free software first.',
    },
  },
  {
    key: 'schools',
    title: {
      fr: 'Équiper les écoles d’une distribution adaptée',
      en: 'Equip schools with a distribution of their own',
    },
    summary: {
      fr: 'Les écoles reçoivent un système libre fait pour les élèves, par exemple PrimTux.',
      en: 'Schools get a free system made for pupils, for example PrimTux.',
    },
  },
  {
    key: 'local-hosting',
    title: {
      fr: 'Soutenir un hébergeur local, libre et solidaire',
      en: 'Support a local host that uses free software and shares',
    },
    summary: {
      fr: 'La commune crée ou soutient une structure locale qui suit le modèle CHATONS : habitants et acteurs locaux y hébergent leurs données et y utilisent des services en ligne.',
      en: 'The commune sets up or supports a local structure on the CHATONS model, where residents and local actors host their data and use online services.',
    },
  },
];

export class PacteTransition20201795518786572 implements MigrationInterface {
  name = 'PacteTransition20201795518786572';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'INSERT INTO "framework" ("id", "key", "name", "summary", "year", "position") VALUES ($1, $2, $3, $4, $5, $6)',
      [
        FRAMEWORK,
        'pacte-transition-2020',
        JSON.stringify({ fr: 'Pacte pour la Transition 2020', en: 'Pacte pour la Transition 2020' }),
        JSON.stringify({
          fr: 'Un pacte entre habitants et élus, préparé avant les élections municipales de 2020. L’association April en a écrit la fiche sur le logiciel libre, dont voici les six mesures.',
          en: 'A pact between residents and elected people, prepared before the municipal elections of 2020. The association April wrote its sheet on free software; these are its six measures.',
        }),
        2020,
        1,
      ],
    );
    for (const [index, { key, title, summary }] of MEASURES.entries()) {
      await queryRunner.query(
        'INSERT INTO "measure" ("id", "framework_id", "key", "position", "title", "summary") VALUES ($1, $2, $3, $4, $5, $6)',
        [
          `${FRAMEWORK.slice(0, -1)}${index + 1}`,
          FRAMEWORK,
          key,
          index + 1,
          JSON.stringify(title),
          JSON.stringify(summary),
        ],
      );
    }
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM "measure" WHERE "framework_id" = $1', [FRAMEWORK]);
    await queryRunner.query('DELETE FROM "framework" WHERE "id" = $1', [FRAMEWORK]);
  }
}
