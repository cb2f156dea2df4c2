import { useSyncExternalStore } from 'react';
import { client } from '../chat-client.ts';
import { FollowedThreads, type ThreadsSnapshot } from './followed-threads.ts';

/** The one list of the page: the sidebar and the screen show the same. */
export const followedThreads = new FollowedThreads(client);

export const useFollowedThreads = (): ThreadsSnapshot =>
  useSyncExternalStore(followedThreads.subscribe, followedThreads.getSnapshot);
