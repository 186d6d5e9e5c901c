import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import { hasEnded } from '../../engine/outcome.js';
import type { EngineServer } from '../../engine/server.js';
import type { Calculation, Output } from '../../engine/types.js';
import { NotFoundError } from '../../errors.js';
import { parsePythonJson } from '../../engine/names.js';
import { makeScratchFolder } from '../scratch-folder.js';
import type { Answer } from './answer.js';
import { answerDamages } from './answer-damages.js';
import { answerHazard } from './answer-hazard.js';
import { answerLossCurves } from './answer-loss-curves.js';
import { answerLosses } from './answer-losses.js';
import { exportHazard } from './export-hazard.js';
import { ExportReading } from './export-reading.js';
import { extractHazard } from './extract-hazard.js';
import { Extraction } from './extraction.js';
import { type Facts, readFacts } from './facts.js';
import type { Question } from './question.js';
import { type RiskSource, unlessRefused } from './risk-source.js';
import { isAboutRisk } from './settle-question.js';

/** How an answer came. */
export interface AnswerWay {
  /** Questions to the extract API, and the bytes of their answers. */
  readonly extractCalls: number;
  readonly extractBytes: number;
  /** Outputs that were exported, and their bytes. */
  readonly exported: readonly string[];
  readonly exportBytes: number;
}

type Server = Pick<EngineServer, 'outputs' | 'extract' | 'openResult' | 'url'>;

/**
 * Answers a question to a calculation, through the extract API where the server has it, else by the one export that holds the answer.
 * Nothing is left on the disk.
 * @param mostKm how far the nearest site may be; undefined for the usual.
 * @throws NotFoundError for what the calculation does not have; UsageError where the question does not fit it.
 */
export async function askCalculation(
  server: Server,
  calculation: Calculation,
  question: Question,
  clock: Clock,
  signal: AbortSignal,
  mostKm?: number,
): Promise<Answer & { readonly way: AnswerWay }> {
  const outputs = await server.outputs(calculation.id, signal);
  requireOutputs(calculation, outputs);
  const folder = await makeScratchFolder('ask');
  try {
    const extraction = new Extraction(server, calculation.id, folder, signal);
    const exports = new ExportReading(server, outputs, join(folder, 'exports'), clock, signal);
    const parameters = await unlessRefused(async () => extraction.read('oqparam'));
    const json = parsePythonJson(parameters?.texts('json')?.[0] ?? '');
    const facts =
      typeof json === 'object' && json !== null
        ? readFacts(json as Readonly<Record<string, unknown>>)
        : undefined;
    const source = { extracted: facts === undefined ? undefined : { extraction, facts }, exports };
    const answer = isAboutRisk(question.quantity)
      ? await answerRisk(question, source)
      : await answerOfGround(question, calculation, outputs, extraction, facts, exports, mostKm);
    if (answer.rows.length === 0)
      throw new NotFoundError(`Calculation ${calculation.id} holds nothing of what is asked for.`);
    return {
      ...answer,
      way: {
        extractCalls: extraction.calls,
        extractBytes: extraction.bytes,
        exported: exports.types,
        exportBytes: exports.bytes,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function answerRisk(question: Question, source: RiskSource): Promise<Answer> {
  if (question.quantity === 'average-losses') return answerLosses(question, source);
  return question.quantity === 'damages'
    ? answerDamages(question, source)
    : answerLossCurves(question, source);
}

async function answerOfGround(
  question: Question,
  calculation: Calculation,
  outputs: readonly Output[],
  extraction: Extraction,
  facts: Facts | undefined,
  exports: ExportReading,
  mostKm: number | undefined,
): Promise<Answer> {
  if (!outputs.some(({ type }) => type === 'hcurves' || type === 'hmaps'))
    throw noHazard(calculation, outputs);
  const extracted =
    facts === undefined || facts.levels.size === 0
      ? undefined
      : await unlessRefused(async () => answerHazard(question, extractHazard(extraction, facts), mostKm));
  if (extracted !== undefined) return extracted;
  const isOfMaps = question.quantity === 'uhs' || question.quantity === 'intensity';
  return answerHazard(question, await exportHazard(exports, isOfMaps), mostKm);
}

function requireOutputs(calculation: Calculation, outputs: readonly Output[]): void {
  if (outputs.length > 0) return;
  const { id, status } = calculation;
  if (!hasEnded(calculation)) {
    throw new NotFoundError(`Calculation ${id} is ${status}: there is nothing to ask it yet.`, {
      hint: `Wait for its end: openquake wait ${id}`,
      facts: { calculation_id: id, status },
    });
  }
  throw new NotFoundError(`Calculation ${id} (${status}) has no outputs to ask for anything.`, {
    hint: status === 'failed' ? `See why: openquake show ${id}` : undefined,
    facts: { calculation_id: id, status },
  });
}

function noHazard({ id, calculationMode, parentId }: Calculation, outputs: readonly Output[]): NotFoundError {
  return new NotFoundError(`Calculation ${id} (${calculationMode}) has no hazard curves.`, {
    hint:
      parentId !== undefined
        ? `It started from calculation ${parentId}: ask that one.`
        : /event_based|scenario/.test(calculationMode)
          ? 'An event based calculation makes them of its ground motion with hazard_curves_from_gmfs = true.'
          : `It has ${outputs.map(({ type }) => type).join(', ')}.`,
    facts: { calculation_id: id },
  });
}
