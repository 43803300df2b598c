import { type IconName, icons } from './icons.ts';

/** Decoration only: what it says must also stand as text or as the name of its button. */
export function Icon({
  name,
  size = 16,
  className,
}: {
  name: IconName;
  size?: number;
  className?: string | undefined;
}) {
  const Drawing = icons[name];
  return <Drawing size={size} stroke={1.5} className={className} aria-hidden focusable={false} />;
}
