import { byId } from './elements.js';
import type { Direction } from './flat-places.js';
import type { MapView } from './map-view.js';

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** How far one press goes: a fifth of the map, or half as deep again. */
const STEP = 0.2;
const FACTOR = 1.5;

/** Makes keys on the map and the buttons beside it work. @param walked told that the next place in a direction is wanted. */
export function startMapKeys(
  canvas: HTMLCanvasElement,
  view: MapView,
  walked: (direction: Direction) => void,
): void {
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction !== undefined) {
      if (event.shiftKey) pan(view, direction);
      else walked(direction);
    } else if (event.key === '+' || event.key === '=') view.zoomBy(FACTOR);
    else if (event.key === '-') view.zoomBy(1 / FACTOR);
    else if (event.key === '0') view.reset();
    else return;
    event.preventDefault();
  });
  byId('map-in', HTMLButtonElement)?.addEventListener('click', () => view.zoomBy(FACTOR));
  byId('map-out', HTMLButtonElement)?.addEventListener('click', () => view.zoomBy(1 / FACTOR));
  byId('map-all', HTMLButtonElement)?.addEventListener('click', () => view.reset());
}

function pan(view: MapView, direction: Direction): void {
  view.panBy(
    direction === 'right' ? STEP : direction === 'left' ? -STEP : 0,
    direction === 'down' ? STEP : direction === 'up' ? -STEP : 0,
  );
}
