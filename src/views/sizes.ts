const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** A size as the engine words it: 1024-based, at most two decimals, `154.46 KB`, `0 B`. */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(2))} ${UNITS[unit] ?? 'B'}`;
}

/** A duration in words: `8 s`, `3 min 5 s`, `2 h 10 min`. */
export function humanDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
