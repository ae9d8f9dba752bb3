import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { frameworkFile, type FrameworkFile } from './framework-file.js';

const FOLDER = fileURLToPath(new URL('../../../../src/features/commitments/frameworks/bundled/', import.meta.url));

/** Programmes that come with the portal and that an administrator may load with one click. */
export function bundledFrameworks(): FrameworkFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => frameworkFile.parse(JSON.parse(readFileSync(FOLDER + name, 'utf8'))));
}
