import { byId } from './elements.js';

const DARK = '(prefers-color-scheme: dark)';

/** Whether the page is dark now: by the button, or else by the reader's system. */
function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? matchMedia(DARK).matches : chosen === 'dark';
}

/**
 * Makes the button between light and dark work.
 * @param changed told of each change, also of the system's.
 */
export function startTheme(changed: () => void): void {
  const button = byId('theme', HTMLButtonElement);
  if (button === undefined) return;
  const show = (): void => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', isDark() ? 'Show the page light' : 'Show the page dark');
    changed();
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    document.documentElement.dataset['theme'] = isDark() ? 'light' : 'dark';
    show();
  });
  matchMedia(DARK).addEventListener('change', show);
  // Paper is light whatever the screen is.
  for (const event of ['beforeprint', 'afterprint']) addEventListener(event, changed);
  show();
}
