import { escaped } from '../svg/markup.js';

/**
 * A page around a drawing that follows the reader's light or dark: one file, nothing is fetched, no script.
 * @param svg of the theme `auto`.
 */
export function figurePage(title: string, svg: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<style>
:root{color-scheme:light dark}
body{margin:0;background:#fff}
main{display:flex;justify-content:center;padding:16px}
main>svg{max-width:100%;height:auto}
circle:hover{stroke-width:2}
@media (prefers-color-scheme:dark){body{background:#16181d}}
</style>
</head>
<body><main>${svg}</main></body>
</html>
`;
}
