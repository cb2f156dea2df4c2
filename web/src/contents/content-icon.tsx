import { ChartBarBig, CircleUserRound, MapPin, type LucideIcon } from 'lucide-react';

export const contentIcons: Readonly<Record<string, LucideIcon>> = {
  poll: ChartBarBig,
  location: MapPin,
  contact: CircleUserRound,
};

/** What kind of message stands beside it; nothing for a text. */
export default function ContentIcon({ kind, className }: { kind: string; className?: string | undefined }) {
  const Icon = contentIcons[kind];
  return Icon && <Icon size="0.875rem" aria-hidden="true" className={className} />;
}
