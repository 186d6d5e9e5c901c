/**
 * Makes a recorded reply neutral: no path, account or host of the machine it came from, no line of the engine's
 * source. What a client reads keeps its meaning and its shape; Content-Length is set to the new length.
 */

/** How a line of a traceback continues: the source line below it is the engine's and says nothing to a client. */
const tracebackInJson = /(  File \\".*?\\", line \d+, in [^\\"]+)\\n {4}(?![ ^~])(?:[^"\\]|\\[^n])*/g;
const tracebackInText = /( {2}File ".*?", line \d+, in [^\n]+)\n {4}(?![ ^~])[^\n]*/g;
/** The same where each line is an element of its own. */
const tracebackInArray = /" {4}(?![ ^~])(?:[^"\\]|\\.)+"/g;

/**
 * @param {string} text a body
 * @param {{user: string, host: string}} machine the account and the host the server runs as
 * @returns {string} the body with neutral names
 */
export function scrubText(text, machine) {
  const { user, host } = machine;
  return (
    text
      .replaceAll(tracebackInJson, '$1\\n    ...')
      .replaceAll(tracebackInText, '$1\n    ...')
      .replaceAll(tracebackInArray, '"    ..."')
      .replaceAll(/\/[^\s"'`,]*?\/site-packages/g, '/opt/openquake/lib/python3.11/site-packages')
      .replaceAll(/\/[^\s"'`,]*?\/lib\/python3\.11\/(?!site-packages)/g, '/usr/lib/python3.11/')
      .replaceAll(/\/[^\s"'`,:]*?\/oqdata/g, '/var/lib/openquake/oqdata')
      // Where 3.23 unpacks uploads: below the temporary directory, by account.
      .replaceAll(new RegExp(`/[^\\s"'\`,:]*?/${user}/calc_`, 'g'), '/tmp/engine/calc_')
      .replaceAll(/(File not found: )\/[^\s"']*\//g, '$1/var/lib/openquake/')
      .replaceAll(`${user}@${host}`, 'engine@server')
      .replaceAll(`"${user}"`, '"engine"')
      .replaceAll(`[${user}]`, '[engine]')
      .replaceAll(`you are ${user}`, 'you are engine')
      .replaceAll(`"${host}"`, '"server"')
      .replaceAll(`${host}:`, 'server:')
      .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://server.example:8800')
  );
}

/**
 * Pages of the web framework are long and tell where everything on the server lies. A client reads their first words.
 * @param {string} text the body
 * @param {string} contentType its type
 * @returns {string | undefined} the head of the page, or undefined when the body is no such page
 */
export function headOfPage(text, contentType) {
  if (contentType.startsWith('text/html') && text.includes('</title>')) {
    return `${text.slice(0, text.indexOf('</title>'))}</title>\n</head>\n<body></body>\n</html>\n`;
  }
  const detail = text.indexOf('\nDjango Version:');
  return contentType.startsWith('text/plain') && detail > 0 ? text.slice(0, detail + 1) : undefined;
}
