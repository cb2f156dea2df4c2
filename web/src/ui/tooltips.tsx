import { useEffect, useState, useSyncExternalStore, type ComponentType } from 'react';
import { loadPart } from '../lazy-part.ts';
import { report } from '../report.ts';
import { onTooltip, shownTooltip, type ShownTooltip } from './tooltip.ts';

/** Where the tooltip appears. Once a page. One that cannot be loaded is asked for again by the next control. */
export function Tooltips() {
  const tooltip = useSyncExternalStore(onTooltip, shownTooltip);
  const [Popup, setPopup] = useState<ComponentType<ShownTooltip>>();
  useEffect(() => {
    if (tooltip === undefined || Popup !== undefined) return;
    loadPart(() => import('./tooltip-popup.tsx')).then(
      ({ default: loaded }) => setPopup(() => loaded),
      report,
    );
  }, [tooltip, Popup]);
  return tooltip && Popup && <Popup {...tooltip} />;
}
