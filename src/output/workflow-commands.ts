import type { OutputStream, Streams } from './streams.js';

/**
 * What a runner of GitHub Actions obeys in a line of output (actions/runner, ActionCommand.cs): `::` behind nothing but
 * blanks at its beginning, and `##[` anywhere. A blank before it disarms neither.
 */
const AT_BEGINNING = /^([^\S\n]*):(?=:)/gm;
const ANYWHERE = '##[';

/** @returns a stream in whose lines no runner finds a command: `\u003a:` and `#\u0023[`, in JSON the same as before. */
function disarmed(stream: OutputStream): OutputStream {
  /** What was written of the line so far, while it is blank; undefined when more stands there. */
  let begun: string | undefined = '';
  const write = (text: string): void => {
    const lead = begun ?? 'x';
    const whole = (lead + text)
      .replaceAll(ANYWHERE, String.raw`#\u0023[`)
      .replace(AT_BEGINNING, String.raw`$1\u003a`);
    const last = whole.slice(whole.lastIndexOf('\n') + 1);
    begun = last.trim() === '' ? last : undefined;
    stream.write(whole.slice(lead.length));
  };
  // Width and state are asked anew each time.
  return Object.defineProperties({} as OutputStream, {
    ...Object.getOwnPropertyDescriptors(stream),
    write: { value: write, enumerable: true },
    command: { value: (line: string) => stream.write(line), enumerable: true },
  });
}

/**
 * A log row, a description or a name that an engine tells must not command the runner (`::add-mask::`, a false error).
 * @returns streams that say the same and command nothing.
 */
export function withoutWorkflowCommands(streams: Streams): Streams {
  return { ...streams, stdout: disarmed(streams.stdout), stderr: disarmed(streams.stderr) };
}
