import type { Choice } from '../../ui/index.ts';

/** UTC, this machine's zone, then all zones the browser knows; a stored zone it does not know stays a choice. */
export function zoneChoices(current: string): readonly Choice<string>[] {
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC');
  const choices = [
    { value: 'UTC', label: 'UTC' },
    { value: 'local', label: `This machine (${local})` },
    ...zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
  ];
  return choices.some((choice) => choice.value === current)
    ? choices
    : [...choices, { value: current, label: current }];
}
