import { themeRules } from '../plot/palette.js';

/** Colours are variables, once for light and once for dark. */
const LIGHT = `--ground: #ffffff; --soft: #f4f6f8; --line: #d5d9de; --ink: #1d2733; --faint: #55606d; --link: #0a5ea8;
  --bad: #b3261e; --warn: #8a5a00; --land: #fbfaf6; --border: #b4bcc4; --bar: #5b8fc2;`;
const DARK = `--ground: #14191f; --soft: #1e252d; --line: #39424d; --ink: #e4e9ee; --faint: #a3b0bd; --link: #7db9f0;
  --bad: #ff8a80; --warn: #e0b050; --land: #222a32; --border: #55616d; --bar: #4d7fb0;`;

/**
 * @returns the whole look of a report: no file, font or picture from elsewhere. The reader's system chooses between light and
 * dark, a button overrules it, and paper is always light.
 */
export function reportStyle(): string {
  return `
:root { color-scheme: light; ${LIGHT} }
:root[data-theme="dark"] { color-scheme: dark; ${DARK} }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { color-scheme: dark; ${DARK} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.page { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 2.5rem; max-width: 84rem; margin: 0 auto; padding: 1.5rem 1.5rem 4rem; }
header.top { grid-column: 1 / -1; border-bottom: 1px solid var(--line); padding-bottom: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .35rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
section { margin: 0 0 2.75rem; }
p { margin: 0 0 .75rem; max-width: 48rem; }
.about, .note { color: var(--faint); }
.note { font-size: .9rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .5rem 1rem; z-index: 5; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
nav ol { list-style: none; margin: 0; padding: 0; position: sticky; top: 1.5rem; }
nav a { display: block; padding: .25rem .6rem; border-radius: 6px; text-decoration: none; color: var(--ink); }
nav a:hover { background: var(--soft); }
.top .row { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; }
button, select, input { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--faint); border-radius: 6px; padding: .25rem .6rem; }
button { cursor: pointer; background: var(--soft); }
input[type="checkbox"] { accent-color: var(--link); }
.status { display: inline-block; border-radius: 1rem; padding: 0 .65rem; font-size: .85rem; font-weight: 600; white-space: nowrap; background: var(--soft); border: 1px solid var(--faint); }
.status.good { background: #1d7a3e; border-color: #1d7a3e; color: #fff; }
.status.bad { background: #b3261e; border-color: #b3261e; color: #fff; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1.25rem; margin: 0; }
dl.facts dt { color: var(--faint); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll.tall { max-height: 26rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .93rem; }
th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: break-word; }
thead th { border-bottom: 2px solid var(--line); white-space: nowrap; background: var(--ground); }
.tall thead th { position: sticky; top: 0; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.long { overflow-wrap: anywhere; min-width: 14rem; }
td.time { white-space: nowrap; }
th button { border: 0; background: none; padding: 0; font-weight: 600; white-space: nowrap; }
th button::after { content: " ↕"; color: var(--faint); }
th[aria-sort="ascending"] button::after { content: " ↑"; color: var(--ink); }
th[aria-sort="descending"] button::after { content: " ↓"; color: var(--ink); }
tr.group th { background: var(--soft); border-bottom-width: 1px; }
tr.default td { color: var(--faint); }
tr.error td:nth-child(2), .bad-word { color: var(--bad); font-weight: 600; }
tr.warning td:nth-child(2) { color: var(--warn); font-weight: 600; }
pre { overflow: auto; max-height: 32rem; background: var(--soft); border-radius: 6px; padding: .75rem; font-size: .82rem; line-height: 1.4; margin: 0 0 .75rem; }
td.log { white-space: pre-wrap; }
pre.command { white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-size: .9em; overflow-wrap: anywhere; }
td code { white-space: nowrap; overflow-wrap: normal; }
td code.hash { white-space: normal; overflow-wrap: anywhere; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 .75rem; }
.controls label { display: inline-flex; gap: .4rem; align-items: center; max-width: 100%; }
.controls select, .controls input[type="search"] { max-width: 100%; }
.explorer { display: grid; grid-template-columns: minmax(0, 3fr) minmax(16rem, 2fr); gap: 1.25rem; align-items: start; }
.map { position: relative; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; background: var(--land); }
.map canvas { display: block; width: 100%; height: 26rem; touch-action: none; cursor: crosshair; }
.map .buttons { position: absolute; top: .5rem; right: .5rem; display: flex; flex-direction: column; gap: .25rem; }
.map .buttons button { width: 2.2rem; height: 2.2rem; padding: 0; background: var(--ground); }
.map .scale { position: absolute; left: .5rem; bottom: .5rem; font-size: .75rem; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; padding: 0 .4rem; }
.legend { display: grid; grid-template-columns: auto 1fr auto; gap: .1rem .6rem; align-items: center; font-size: .85rem; margin: .5rem 0 0; font-variant-numeric: tabular-nums; }
.legend .ramp { height: .8rem; border-radius: 3px; border: 1px solid var(--line);
  background: linear-gradient(to right, #440154, #482878, #3e4989, #31688e, #26828e, #1f9e89, #35b779, #6ece58, #b5de2b, #fde725); }
.legend .what { grid-column: 1 / -1; color: var(--faint); }
.sites select { width: 100%; height: 9.5rem; padding: 0; }
.sites input { width: 100%; margin-bottom: .4rem; }
#place-values { max-height: 17rem; overflow-y: auto; }
figure { margin: 0 0 1rem; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { color: var(--faint); font-size: .9rem; }
.bars td.bar { min-width: 8rem; width: 30%; }
.bars svg { display: block; width: 100%; height: 1rem; }
.bars rect { fill: var(--bar); }
summary { cursor: pointer; font-weight: 600; margin: .25rem 0; }
.untold { border-left: 4px solid var(--warn); padding: .1rem 0 .1rem .8rem; color: var(--ink); }
.failure { border: 1px solid var(--bad); border-left-width: 5px; border-radius: 6px; padding: 1rem; }
.failure .words { font-weight: 600; overflow-wrap: anywhere; }
.chain { list-style: none; margin: 0; padding: 0; }
.chain li { border-left: 3px solid var(--line); padding: 0 0 .75rem 1rem; }
.chain li:last-child { padding-bottom: 0; }
@media (max-width: 62rem) {
  .page { grid-template-columns: minmax(0, 1fr); gap: 1.25rem; padding: 1rem 1rem 3rem; }
  nav ol { position: static; display: flex; flex-wrap: wrap; gap: .1rem; }
  nav a { padding: .2rem .55rem; background: var(--soft); }
  .explorer { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 34rem) {
  h1 { font-size: 1.3rem; }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { margin-bottom: .5rem; }
  .map canvas { height: 20rem; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  :root, :root[data-theme="dark"], :root:not([data-theme="light"]) { color-scheme: light; ${LIGHT} }
  .page { display: block; max-width: none; padding: 0; }
  nav, .controls, .map .buttons, .skip, button.theme, .sites { display: none; }
  .explorer { display: block; }
  .scroll, .scroll.tall, pre { overflow: visible; max-height: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  section { break-inside: auto; } h2, h3 { break-after: avoid; } figure, .map, tr { break-inside: avoid; }
  tr.default { display: none; }
  th button::after { content: ""; }
}
${themeRules('.oq-figure')}
`;
}
