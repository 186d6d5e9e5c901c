"""Runs commands and tells what each took: python measure.py < JSON, JSON lines on stdout.

The input is {"commands": [{"args": [...], "out": FILE, "env": {...}, "after": SECONDS, "keys": [...]}]}. All are started
together, or after so many seconds; wait4 gives the exact peak memory and CPU time of each. With keys the program gets a
terminal of 120 columns and 40 lines, and each key is sent once the screen was quiet for a second after the text of "shows" was there.
"""
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time


def on_terminal(command, began):
    pid, screen = pty.fork()
    if pid == 0:
        os.environ['TERM'] = 'xterm-256color'
        os.execvpe(command['args'][0], command['args'], {**os.environ, **command.get('env', {})})
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 120, 0, 0))
    drawn_ms = []
    sent = began
    keys = list(command['keys'])
    last = None
    # What it draws before the server has answered does not count as open.
    awaited = command['shows'].encode()
    seen = b''
    while True:
        ready = select.select([screen], [], [], 1)[0]
        now = time.time()
        if ready:
            try:
                text = os.read(screen, 1 << 16)
                if not text:
                    break
            except OSError:
                break
            seen += text if awaited else b''
            if awaited in seen:
                awaited = seen = b''
                last = now
            continue
        if awaited and now - sent > 60:
            raise RuntimeError(f'{awaited} was not shown')
        if awaited or (now - (last or sent) < (1 if last else 10)):
            continue
        drawn_ms.append(round((last - sent) * 1000) if last else None)
        if not keys:
            os.write(screen, b'q')
            continue
        sent = time.time()
        last = None
        os.write(screen, keys.pop(0).encode())
    return pid, drawn_ms


def start(command):
    if command.get('after'):
        time.sleep(command['after'])
    pid = os.fork()
    if pid == 0:
        out = os.open(command.get('out', os.devnull), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        err = os.open(command['err'], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if 'err' in command else out
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.execvpe(command['args'][0], command['args'], {**os.environ, **command.get('env', {})})
    return pid


def told(usage, status, began):
    return {'exit': os.waitstatus_to_exitcode(status), 'seconds': round(time.time() - began, 2),
            'peakMb': usage.ru_maxrss // 1024, 'cpuSeconds': round(usage.ru_utime + usage.ru_stime, 2)}


def main():
    commands = json.load(sys.stdin)['commands']
    if 'keys' in commands[0]:
        began = time.time()
        pid, drawn = on_terminal(commands[0], began)
        _, status, usage = os.wait4(pid, 0)
        print(json.dumps({'index': 0, **told(usage, status, began), 'drawnMs': drawn}))
        return
    running = {}
    for index, command in enumerate(commands):
        pid = start(command)
        running[pid] = (index, time.time())
        print(json.dumps({'index': index, 'pid': pid}), flush=True)
    while running:
        pid, status, usage = os.wait4(-1, 0)
        index, began = running.pop(pid)
        print(json.dumps({'index': index, **told(usage, status, began)}), flush=True)


main()
