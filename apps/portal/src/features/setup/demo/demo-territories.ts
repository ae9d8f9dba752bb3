import { Commune } from '../../territories/commune.entity.js';
import { Structure } from '../../territories/structure.entity.js';
import type { DemoContext } from './demo-seed.js';

export interface DemoTerritories {
  readonly quimper: Commune;
  readonly ergue: Commune;
  readonly pluguffan: Commune;
  readonly association: Structure;
  readonly cooperative: Structure;
}

export async function demoTerritories({ manager, newId, ago }: DemoContext): Promise<DemoTerritories> {
  const commune = (
    inseeCode: string,
    name: string,
    slug: string,
    postcode: string,
    values: Partial<Commune>,
  ): Commune =>
    manager.create(Commune, {
      id: newId(),
      inseeCode,
      name,
      slug,
      postcodes: [postcode],
      served: true,
      notServedMessage: '',
      colour: null,
      logoFileId: null,
      principal: false,
      createdAt: ago(400),
      ...values,
    });
  const quimper = commune('29232', 'Quimper', 'quimper', '29000', { principal: true, colour: '#1f5f8b' });
  const ergue = commune('29051', 'Ergué-Gabéric', 'ergue-gaberic', '29500', {});
  const pluguffan = commune('29216', 'Pluguffan', 'pluguffan', '29700', {
    served: false,
    notServedMessage:
      'Pluguffan n’a pas encore rejoint le portail. En attendant, les services sans compte vous sont ouverts, et l’espace public numérique de Quimper vous reçoit sans rendez-vous le mercredi.',
  });
  const structure = (slug: string, name: string, values: Partial<Structure>): Structure =>
    manager.create(Structure, {
      id: newId(),
      slug,
      name,
      kind: 'association',
      description: '',
      website: null,
      email: `bonjour@${slug}.example`,
      phone: '02 98 00 00 00',
      address: '',
      communeId: quimper.id,
      active: true,
      createdAt: ago(390),
      ...values,
    });
  const association = structure('linux-quimper', 'Linux Quimper', {
    website: 'https://linux-quimper.example/',
    address: '12 rue de la Démonstration, 29000 Quimper',
    description:
      'Association de bénévoles qui héberge des services libres à Quimper depuis un local municipal. Permanence ouverte à toutes et tous le premier samedi du mois.\n\nNous publions nos comptes, nos sauvegardes et la liste de nos logiciels.',
  });
  const cooperative = structure('cornouaille-libre', 'Cornouaille Libre', {
    kind: 'cooperative',
    website: 'https://cornouaille-libre.example/',
    address: '3 quai de l’Exemple, 29000 Quimper',
    description:
      'Coopérative d’intérêt collectif : deux salariées administrent le stockage en ligne et les réunions à distance pour les communes et les associations de Cornouaille.',
  });
  await manager.insert(Commune, [quimper, ergue, pluguffan] as never);
  await manager.insert(Structure, [association, cooperative] as never);
  return { quimper, ergue, pluguffan, association, cooperative };
}
