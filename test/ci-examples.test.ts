import { describe, expect, it } from 'vitest';
import { asOneLine, githubSteps, gitlabScript, pipelineText } from './ci-examples.js';

describe('the example pipelines', () => {
  it('are YAML, and both run the same lines', () => {
    const ours = githubSteps()
      .flatMap(({ run }) => (run === undefined ? [] : [asOneLine(run)]))
      .filter((line) => line.startsWith('openquake'));
    expect(ours).toHaveLength(2);
    expect(gitlabScript().lines.map(asOneLine)).toEqual(ours);
    expect(ours[1]).toMatch(/^openquake check \S+\.ini --expect \S+ .*--junit check\.xml$/);
  });

  it('install the program as the README does', () => {
    const install = githubSteps().find(({ name }) => name === 'Install')?.run;
    expect(install?.trim().split('\n')).toEqual(['npm ci', 'npm link']);
    expect(gitlabScript().before).toEqual(['npm ci', 'npm link']);
  });

  it.each(['github-actions.yml', 'gitlab-ci.yml'] as const)(
    '%s keeps the report and names no host',
    (name) => {
      const text = pipelineText(name);
      expect(text).toContain('check.xml');
      expect(text).not.toMatch(/https?:\/\/|registry/);
    },
  );
});
