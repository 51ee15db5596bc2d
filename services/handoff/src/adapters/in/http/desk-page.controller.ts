// The page of the desk and its files, read once from the folder that the build has filled.
import { Controller, Get, Inject, Param, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { DESK_DOOR, type DeskDoor } from './desk-door';
import { DeskProblemFilter, refuse } from './desk-problem';

const PAGE_DIR = join(__dirname, '../../../../../desk/dist/public');
const FILES_MAX = 50;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

@Controller('desk')
@UseFilters(DeskProblemFilter)
export class DeskPageController {
  private readonly files: ReadonlyMap<string, Buffer>;

  constructor(@Inject(DESK_DOOR) door: DeskDoor) {
    this.files = filesOf(door.options.pageDir ?? PAGE_DIR);
  }

  @Get()
  page(@Res() response: Response): void {
    this.send(response, 'index.html');
  }

  @Get('assets/:name')
  asset(@Res() response: Response, @Param('name') name: string): void {
    // Names of assets carry a hash of their content.
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    this.send(response, `assets/${name}`);
  }

  private send(response: Response, name: string): void {
    const file = this.files.get(name) ?? refuse({ kind: 'page-not-built' });
    response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
    response.send(file);
  }
}

/** Only what was there at the start is served: no path of a request ever reaches the disk. */
const filesOf = (dir: string): ReadonlyMap<string, Buffer> => {
  const names = ['', 'assets'].flatMap((folder) =>
    existsSync(join(dir, folder))
      ? readdirSync(join(dir, folder), { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`))
      : [],
  );
  return new Map(names.slice(0, FILES_MAX).map((name) => [name, readFileSync(join(dir, name))]));
};
