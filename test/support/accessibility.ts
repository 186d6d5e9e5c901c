import axe from 'axe-core';
import type { Page } from 'puppeteer-core';

/** What axe returns, as far as it is looked at. */
interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Opens all that is folded and asks axe-core. @returns what is serious or critical, with the first element of each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(`(async () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    return await axe.run();
  })()`)) as AxeResult;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
