import type { GroupsContext } from '../groups/index.ts';
import type { MediaContext } from '../media/index.ts';
import type { SearchContext } from '../search/index.ts';
import type { ImportStore } from './store.ts';

/** What moving conversations in stands on. */
export type MovingContext = GroupsContext &
  MediaContext &
  SearchContext & {
    imports: ImportStore;
  };
