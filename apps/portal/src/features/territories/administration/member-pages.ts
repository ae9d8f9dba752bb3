import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emailAddress, longText, optionalText } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { StructureMembers } from '../structure-members.service.js';
import { decodeTable, readMemberList, type RowProblem } from './member-list.js';

const memberForm = z.object({ email: emailAddress(), name: optionalText(200) });
const listForm = z.object({ list: longText(200_000) });

/** Draws and reads the page of a structure's members, for its operators and for administrators. */
@Injectable()
export class MemberPages {
  constructor(
    private readonly members: StructureMembers,
    private readonly pages: Pages,
  ) {}

  async index(
    area: string,
    actor: Actor,
    id: string,
    after: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const from = typeof after === 'string' ? after.slice(0, 254).replaceAll('\0', '') : '';
    await this.draw(area, actor, id, from, emptyForm(), [], request, reply);
  }

  async add(
    area: string,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(memberForm, body);
    if (!form.ok) return this.draw(area, actor, id, '', form.error, [], request, reply);
    await this.members.add(actor, id, [form.value]);
    await this.pages.goTo(request, reply, `${area}/${id}/adherents`, {
      kind: 'success',
      key: 'territories:members.added',
      params: { count: 1 },
    });
  }

  /** A file or pasted rows. What can be taken is taken; the rest is listed with its row. */
  async addList(
    area: string,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(listForm, body);
    if (!form.ok) return this.draw(area, actor, id, '', form.error, [], request, reply);
    const file = request.uploads['file'];
    const { members, problems } = readMemberList(file === undefined ? form.value.list : decodeTable(file.content));
    if (members.length === 0 && problems.length === 0) {
      const empty = formWithError(body, 'file', { key: 'territories:errors.listEmpty' });
      return this.draw(area, actor, id, '', empty, [], request, reply);
    }
    const count = members.length === 0 ? 0 : await this.members.add(actor, id, members);
    if (problems.length > 0) {
      const error = { key: 'territories:members.partly', params: { count } };
      return this.draw(area, actor, id, '', formWithError(body, 'file', error), problems, request, reply);
    }
    await this.pages.goTo(request, reply, `${area}/${id}/adherents`, {
      kind: 'success',
      key: 'territories:members.added',
      params: { count },
    });
  }

  async remove(
    area: string,
    actor: Actor,
    id: string,
    memberId: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    await this.members.remove(actor, id, memberId);
    await this.pages.goTo(request, reply, `${area}/${id}/adherents`, {
      kind: 'success',
      key: 'territories:members.removed',
    });
  }

  private async draw(
    area: string,
    actor: Actor,
    id: string,
    after: string,
    form: FormState,
    problems: readonly RowProblem[],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const structure = await this.members.structure(actor, id);
    const { members, next } = await this.members.list(actor, id, after);
    const base = `${area}/${structure.id}/adherents`;
    const model = {
      structure,
      form,
      base,
      problems: problems.slice(0, 200),
      members: members.map((member) => ({ ...member, removal: `${base}/${member.id}/retrait` })),
      first: after === '' ? null : base,
      next: next === null ? null : `${base}?apres=${encodeURIComponent(next)}`,
    };
    const options = {
      title: { key: 'territories:members.title', params: { name: structure.name } },
      breadcrumbs: area.startsWith('/admin')
        ? [
            { label: 'territories:admin.home', href: '/admin' },
            { label: 'territories:structures.title', href: '/admin/structures' },
          ]
        : [{ label: 'catalogue:edit.operatorDesk', href: '/operateur' }],
    };
    if (Object.keys(form.errors).length > 0) {
      await this.pages.showErrors(request, reply, 'territories/members', model, options);
    } else await this.pages.show(request, reply, 'territories/members', model, options);
  }
}
