/** Where several drawings share a place, shows the one that is chosen. */
export function startChoosers(): void {
  for (const chooser of document.querySelectorAll<HTMLSelectElement>('select[data-chooser]')) {
    const id = chooser.dataset['chooser'] ?? '';
    const drawings = [...document.querySelectorAll<HTMLElement>('[data-chosen-by]')].filter(
      (drawing) => drawing.dataset['chosenBy'] === id,
    );
    const show = (): void => {
      drawings.forEach((drawing, nth) => {
        drawing.hidden = String(nth) !== chooser.value;
      });
    };
    chooser.addEventListener('change', show);
    show();
  }
}
