import type { Notice, NotifyWorld, ProgramCall } from './notify.js';

/** Text is an argument of the script, never a part of it. */
const APPLE_SCRIPT = [
  '-e',
  'on run argv',
  '-e',
  'display notification (item 2 of argv) with title (item 1 of argv)',
  '-e',
  'end run',
];

/** The same by variables, which PowerShell does not expand again. */
const WINDOWS_SCRIPT = [
  'Add-Type -AssemblyName System.Windows.Forms, System.Drawing',
  '$icon = New-Object System.Windows.Forms.NotifyIcon',
  '$icon.Icon = [System.Drawing.SystemIcons]::Information',
  '$icon.Visible = $true',
  "$icon.ShowBalloonTip(10000, $env:OPENQUAKE_NOTICE_TITLE, $env:OPENQUAKE_NOTICE_TEXT, 'Info')",
  'Start-Sleep -Seconds 6',
  '$icon.Dispose()',
].join('; ');

/** @returns the program that shows a notice on the desktop: notify-send, osascript or PowerShell. No shell reads the text. */
export function desktopCall({ title, text }: Notice, platform: NodeJS.Platform): ProgramCall {
  if (platform === 'darwin') return { command: 'osascript', args: [...APPLE_SCRIPT, title, text] };
  if (platform === 'win32') {
    return {
      command: 'powershell.exe',
      args: ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_SCRIPT],
      env: { OPENQUAKE_NOTICE_TITLE: title, OPENQUAKE_NOTICE_TEXT: text },
    };
  }
  // Desktops read the text of a notice as markup.
  const plain = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { command: 'notify-send', args: ['--app-name=openquake', '--', title, plain] };
}

/** @returns the user's own line for their shell; the facts are variables of its environment. */
export function shellCall(
  line: string,
  notice: Notice,
  { platform, env }: Pick<NotifyWorld, 'platform' | 'env'>,
): ProgramCall {
  const facts = {
    OPENQUAKE_CALCULATION_ID: String(notice.calculationId),
    OPENQUAKE_STATUS: notice.status,
    OPENQUAKE_HOST: notice.host,
    OPENQUAKE_DURATION_S: String(Math.round(notice.durationMs / 1000)),
    OPENQUAKE_JOB: notice.job ?? '',
  };
  return platform === 'win32'
    ? { command: env['ComSpec'] ?? 'cmd.exe', args: ['/d', '/s', '/c', line], env: facts }
    : { command: '/bin/sh', args: ['-c', line], env: facts };
}
