import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** What we need to know of an element: the program is built without the types of browsers. */
export interface DrawnElement {
  readonly innerHTML: string;
  querySelectorAll(selector: string): Iterable<DrawnElement>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  hasAttribute(name: string): boolean;
  append(child: DrawnElement): void;
  remove(): void;
  textContent: string | null;
}

/** Makes an element for {@link DrawnElement.append}. */
export type MakeElement = (name: string) => DrawnElement;

const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
  readonly document: { createElementNS(space: string, name: string): DrawnElement };
};

/**
 * Lets Observable Plot draw into a document of our own.
 * @param mend may change elements before they become text.
 * @returns what stands inside its `<svg>`, without its style sheet: that would hold for a whole page.
 */
export function drawnByPlot(
  options: Omit<PlotOptions, 'document'>,
  mend?: (svg: DrawnElement, make: MakeElement) => void,
): string {
  const svg = plot({ ...options, document: document as never, figure: false }) as unknown as DrawnElement;
  for (const style of svg.querySelectorAll('style')) style.remove();
  // A name for programs on what has no role: checkers of accessibility take it for a mistake, and so it is.
  for (const part of svg.querySelectorAll('[aria-label]'))
    if (!part.hasAttribute('role')) part.removeAttribute('aria-label');
  mend?.(svg, (name) => document.createElementNS('http://www.w3.org/2000/svg', name));
  return svg.innerHTML;
}
