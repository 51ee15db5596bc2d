import { join } from 'node:path';
import { Pool } from 'pg';
import { Module } from '@nestjs/common';
export const y = [join, Pool, Module];
