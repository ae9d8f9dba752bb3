import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PortalSwitches, switchDefaults, type PortalSwitch } from '../../platform/config/portal-switches.js';
import { emptyForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { StepUp } from '../../platform/security/step-up.js';
import { StructureAdministration } from '../territories/structure-administration.service.js';
import { AuditReader, readAuditFilters, type AuditFilters } from './audit-reader.service.js';

const HOME = { label: 'administration:title', href: '/admin' };

/** The parts of the administration, with the icon of each. */
const PARTS = [
  { name: 'communes', href: '/admin/communes', icon: 'home' },
  { name: 'structures', href: '/admin/structures', icon: 'people' },
  { name: 'services', href: '/admin/services', icon: 'tool' },
  { name: 'software', href: '/admin/logiciels', icon: 'heart' },
  { name: 'frameworks', href: '/admin/referentiels', icon: 'flag' },
  { name: 'roles', href: '/admin/roles', icon: 'key' },
  { name: 'factors', href: '/admin/second-facteur', icon: 'key' },
  { name: 'identities', href: '/admin/identites', icon: 'key' },
  { name: 'applications', href: '/admin/applications', icon: 'key' },
  { name: 'help', href: '/admin/aide', icon: 'chat' },
  { name: 'legal', href: '/admin/textes', icon: 'document' },
  { name: 'rights', href: '/admin/droits', icon: 'hand' },
  { name: 'register', href: '/admin/registre', icon: 'list' },
  { name: 'switches', href: '/admin/reglages', icon: 'settings' },
  { name: 'audit', href: '/admin/journal', icon: 'eye' },
];

/** What sets the portal up, and who changed what. */
@Controller('admin')
@Access('administrator')
export class AdministrationController {
  constructor(
    private readonly switches: PortalSwitches,
    private readonly audit: AuditReader,
    private readonly structures: StructureAdministration,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const parts = PARTS.map(({ name, href, icon }) => ({
      href,
      icon,
      titleKey: `administration:parts.${name}.title`,
      textKey: `administration:parts.${name}.text`,
    }));
    await this.pages.show(request, reply, 'administration/index', { parts }, { title: 'administration:title' });
  }

  @Get('reglages')
  async settings(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const states = await this.switches.all();
    const names = Object.keys(states) as PortalSwitch[];
    const model = {
      form: emptyForm(Object.fromEntries(names.map((name) => [name, states[name] ? 'on' : '']))),
      switches: names.map((name) => ({
        name,
        labelKey: `administration:switches.${name}.label`,
        hintKey: `administration:switches.${name}.hint`,
      })),
    };
    await this.pages.show(request, reply, 'administration/switches', model, {
      title: 'administration:parts.switches.title',
      breadcrumbs: [HOME],
    });
  }

  @Post('reglages')
  @StepUp()
  async saveSettings(
    @CurrentActor() actor: Actor,
    @Body() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    for (const name of Object.keys(switchDefaults) as PortalSwitch[]) {
      await this.switches.set(actor, name, body[name] !== undefined && body[name] !== '');
    }
    await this.pages.goTo(request, reply, '/admin/reglages', { kind: 'success', key: 'administration:saved' });
  }

  @Get('journal')
  async log(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filters = readAuditFilters(query);
    const [{ entries, next }, structures] = await Promise.all([this.audit.page(filters), this.structures.list()]);
    const model = {
      form: emptyForm({
        action: filters.action,
        structure: filters.structureId ?? '',
        qui: filters.actor,
        du: filters.from,
        au: filters.until,
      }),
      active: Object.entries(filters).some(([name, value]) => name !== 'after' && value !== '' && value !== null),
      structures: structures.map(({ id, name }) => ({ value: id, label: name })),
      entries: entries.map((entry) => ({
        ...entry,
        before: entry.before === null ? '' : JSON.stringify(entry.before, null, 2),
        after: entry.after === null ? '' : JSON.stringify(entry.after, null, 2),
      })),
      first: filters.after === null ? null : logPath({ ...filters, after: null }),
      next: next === null ? null : logPath({ ...filters, after: next }),
    };
    await this.pages.show(request, reply, 'administration/log', model, {
      title: 'administration:parts.audit.title',
      breadcrumbs: [HOME],
    });
  }
}

function logPath(filters: AuditFilters): string {
  const query = new URLSearchParams(
    Object.entries({
      action: filters.action,
      structure: filters.structureId ?? '',
      qui: filters.actor,
      du: filters.from,
      au: filters.until,
      apres: filters.after ?? '',
    }).filter(([, value]) => value !== ''),
  );
  return query.size === 0 ? '/admin/journal' : `/admin/journal?${query.toString()}`;
}
