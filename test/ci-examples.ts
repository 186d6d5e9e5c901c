import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '..', 'examples', 'ci');

interface GithubStep {
  readonly name?: string;
  readonly run?: string;
}

/** The text of a pipeline. */
export function pipelineText(name: 'github-actions.yml' | 'gitlab-ci.yml'): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

/** @returns the steps of the pipeline for GitHub Actions. */
export function githubSteps(): readonly GithubStep[] {
  const { jobs } = parse(pipelineText('github-actions.yml')) as {
    jobs: { check: { steps: readonly GithubStep[] } };
  };
  return jobs.check.steps;
}

/** @returns the script lines of the pipeline for GitLab, and what is before them. */
export function gitlabScript(): { readonly before: readonly string[]; readonly lines: readonly string[] } {
  const { hazard } = parse(pipelineText('gitlab-ci.yml')) as {
    hazard: { before_script: readonly string[]; script: readonly string[] };
  };
  return { before: hazard.before_script, lines: hazard.script };
}

/** @returns a script as one line: continued lines joined, blanks single. */
export function asOneLine(script: string): string {
  return script.replaceAll('\\\n', ' ').replaceAll(/\s+/g, ' ').trim();
}
