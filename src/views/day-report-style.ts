/** The whole look of the report of a day: no file, font or script from elsewhere. Dark where the reader's system is. */
export const DAY_REPORT_STYLE = `
:root { color-scheme: light dark; --line: #d5d9de; --soft: #f4f6f8; --ink: #1d2733; --faint: #5b6776; --link: #0a5ea8; }
@media (prefers-color-scheme: dark) {
  :root { --line: #39424d; --soft: #1e252d; --ink: #e4e9ee; --faint: #9aa7b4; --link: #7db9f0; }
  body { background: #14191f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
p.about { color: var(--faint); margin: 0 0 1.5rem; }
a { color: var(--link); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom-width: 2px; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.time { white-space: nowrap; }
td.words { overflow-wrap: anywhere; min-width: 12rem; }
article { border: 1px solid var(--line); border-radius: 8px; padding: 1.25rem; margin-top: 1.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; margin: 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.status { display: inline-block; border-radius: 1rem; padding: 0 .65rem; font-size: .85rem; white-space: nowrap;
  background: var(--soft); border: 1px solid var(--line); }
.status.good { background: #1d7a3e; border-color: #1d7a3e; color: #fff; }
.status.bad { background: #b3261e; border-color: #b3261e; color: #fff; }
pre { overflow-x: auto; background: var(--soft); border-radius: 6px; padding: .75rem; font-size: .8rem; line-height: 1.35; }
summary { cursor: pointer; margin-top: 1rem; font-weight: 600; }
@media print { details { display: none; } article { break-inside: avoid; } }
`;
