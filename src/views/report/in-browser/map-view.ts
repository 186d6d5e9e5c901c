import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import { pageColour } from './elements.js';
import { flatten } from './flat-places.js';
import { drawOutlines, drawPlaces, type MapContent } from './map-drawing.js';
import { type MapFrame, mapFrame } from './map-frame.js';

/** The map of a page. */
export interface MapView {
  show(content: MapContent): void;
  /** Draws what is there once more: the colours of the page have changed. */
  redraw(): void;
  /** By a factor around the middle. */
  zoomBy(factor: number): void;
  /** By parts of the width and the height. */
  panBy(right: number, down: number): void;
  /** Shows all places again. */
  reset(): void;
  /** Moves the map so that a place is inside. */
  reveal(nth: number): void;
}

/** What a map tells. */
export interface MapEvents {
  /** A point of the plane was clicked; `reach` is ten pixels there. */
  clicked(x: number, y: number, reach: number): void;
  /** It was drawn so. */
  drawn(frame: MapFrame): void;
}

/** From the whole extent of the places down to some metres. */
const DEEPEST = 4096;

/**
 * Draws places on a canvas, however many: a hundred thousand take some hundredths of a second, where as many elements of a
 * document would take seconds.
 * @param outlines longitude and latitude in turn, cut to the places.
 */
export function createMapView(
  canvas: HTMLCanvasElement,
  outlines: readonly (readonly number[])[],
  events: MapEvents,
): MapView {
  const paper = canvas.getContext('2d');
  const lines = outlines.map((line) =>
    flatten(
      {
        lons: line.filter((_value, nth) => nth % 2 === 0),
        lats: line.filter((_value, nth) => nth % 2 === 1),
      },
      Number.NEGATIVE_INFINITY,
    ),
  );
  let content: MapContent | undefined;
  let transform: ZoomTransform = zoomIdentity;
  let isWaiting = false;
  const schedule = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      draw();
    });
  };
  const behavior = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent([0.5, DEEPEST])
    .filter((event: Event) => isForMap(event, canvas))
    .on('zoom', (event: { readonly transform: ZoomTransform }) => {
      transform = event.transform;
      schedule();
    });
  const target = select(canvas).call(behavior);
  target.on('dblclick.zoom', null);
  new ResizeObserver(schedule).observe(canvas);
  const frameNow = (): MapFrame =>
    mapFrame(
      { width: Math.max(1, canvas.clientWidth), height: Math.max(1, canvas.clientHeight) },
      content?.places,
      transform,
    );
  canvas.addEventListener('click', (event) => {
    const { x, y, perUnit } = frameNow();
    events.clicked(x + event.offsetX / perUnit, y + event.offsetY / perUnit, 10 / perUnit);
  });

  function draw(): void {
    if (paper === null || content === undefined || canvas.clientWidth === 0) return;
    const ratio = Math.max(1, devicePixelRatio);
    const frame = frameNow();
    const [width, height] = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    paper.setTransform(ratio, 0, 0, ratio, 0, 0);
    paper.fillStyle = pageColour('--land');
    paper.fillRect(0, 0, frame.width, frame.height);
    drawOutlines(paper, lines, frame);
    drawPlaces(paper, content, frame);
    events.drawn(frame);
  }

  return {
    show: (next) => {
      if (next.places !== content?.places) behavior.transform(target, zoomIdentity);
      content = next;
      schedule();
    },
    redraw: schedule,
    zoomBy: (factor) => behavior.scaleBy(target, factor),
    panBy: (right, down) => {
      const { width, height } = frameNow();
      behavior.translateBy(target, (-right * width) / transform.k, (-down * height) / transform.k);
    },
    reset: () => behavior.transform(target, zoomIdentity),
    reveal: (nth) => {
      const { x, y, perUnit, width, height } = frameNow();
      const px = ((content?.places.x[nth] ?? 0) - x) * perUnit;
      const py = ((content?.places.y[nth] ?? 0) - y) * perUnit;
      if (px >= 0 && py >= 0 && px <= width && py <= height) return;
      behavior.translateBy(target, (width / 2 - px) / transform.k, (height / 2 - py) / transform.k);
    },
  };
}

/** The wheel and one finger belong to the page, which must be scrolled past the map: the map takes them when it has the focus, and two fingers. */
function isForMap(event: Event, canvas: HTMLCanvasElement): boolean {
  if (event instanceof WheelEvent) return event.ctrlKey || document.activeElement === canvas;
  if ('touches' in event) return (event as TouchEvent).touches.length > 1;
  return !(event instanceof MouseEvent && event.button !== 0);
}
