/** One JSON line of the log as text for people: time, level and message first, stacks on lines of their own. */
export function logLineAsText(line: string): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    // A process that was killed while it wrote leaves half a line; it is shown as it is.
    return `${line}\n`;
  }
  if (typeof entry !== 'object' || entry === null) return `${line}\n`;
  const { time, level, msg, err, ...rest } = entry as Record<string, unknown>;
  const facts = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const head = [time, String(level).toUpperCase(), msg, ...facts].filter((part) => part !== undefined).join('  ');
  return `${head}\n${errorText(err)}`;
}

function errorText(err: unknown): string {
  if (typeof err !== 'object' || err === null) return '';
  const { stack, message, type, ...rest } = err as Record<string, unknown>;
  const text = typeof stack === 'string' ? stack : `${String(type)}: ${String(message)}`;
  const facts = Object.keys(rest).length > 0 ? `\n${JSON.stringify(rest)}` : '';
  return `${(text + facts).replaceAll(/^/gm, '    ')}\n`;
}
