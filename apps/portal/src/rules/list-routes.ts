import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS, type AccessPolicy } from '../platform/security/access.js';
import { STEP_UP } from '../platform/security/step-up.js';

export interface Route {
  readonly method: string;
  /** As declared, parameters with a colon, e.g. `/demandes/:id/approbation`. */
  readonly path: string;
  readonly access: AccessPolicy | undefined;
  /** Whether it wants a recent proof of who is there. */
  readonly stepUp: boolean;
  readonly handler: string;
}

/** Every route of every controller, from the metadata by which the framework itself finds them. */
export function listRoutes(app: NestFastifyApplication): Route[] {
  const routes: Route[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype === 'function') routes.push(...routesOf(metatype as Type));
    }
  }
  return routes.sort((a, b) => `${a.method} ${a.path}`.localeCompare(`${b.method} ${b.path}`));
}

function routesOf(controller: Type): Route[] {
  const bases = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
  const methods = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(methods).flatMap((name) => {
    const handler = methods[name];
    if (name === 'constructor' || typeof handler !== 'function') return [];
    const paths = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
    if (paths === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
    const access = (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as
      AccessPolicy | undefined;
    const stepUp = Reflect.getMetadata(STEP_UP, handler) === true;
    return bases.flatMap((base) =>
      [paths]
        .flat()
        .map((path) => ({ method, path: joined(base, path), access, stepUp, handler: `${controller.name}.${name}` })),
    );
  });
}

function joined(...parts: readonly string[]): string {
  return `/${parts
    .map((part) => part.replace(/^\/|\/$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
}
