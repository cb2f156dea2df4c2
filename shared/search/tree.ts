/**
 * The index of a conversation is a tree over its numbers. A node of level 0 is a block of numbers, one of a level above has
 * the nodes of the level below as its parts. Which nodes there are follows from the last number alone.
 */
export interface Node {
  level: number;
  /** The first node of a level is 0. */
  n: number;
}

/** Numbers in a block. */
export const blockSize = 128;
/** Parts of a node above the blocks. */
export const fanOut = 16;
export const topLevel = 3;
/** By how many more items the terms of a node are spread than those of its parts. */
export const spread = 8;

/** In how many items the terms of a node lie, by their hash. */
export const shardsAt = (level: number): number => spread ** level;
export const shardOf = (level: number, hash: number): number => hash % shardsAt(level);

const spanOf = (level: number): number => blockSize * fanOut ** level;

/** The numbers of a node, both included. */
export const firstSeq = ({ level, n }: Node): number => n * spanOf(level) + 1;
export const lastSeq = ({ level, n }: Node): number => (n + 1) * spanOf(level);

/** Whether a number is the last of a block. */
export const completesBlock = (seq: number): boolean => seq > 0 && seq % blockSize === 0;
/** The block of a number. */
export const blockOf = (seq: number): Node => ({ level: 0, n: Math.ceil(seq / blockSize) - 1 });

export const parentOf = ({ level, n }: Node): Node => ({ level: level + 1, n: Math.floor(n / fanOut) });
/** The last of the nodes that have the same parent. */
export const lastSibling = ({ level, n }: Node): Node => ({
  level,
  n: (Math.floor(n / fanOut) + 1) * fanOut - 1,
});
/** The part of a node with this index. */
export const partOf = ({ level, n }: Node, index: number): Node => ({
  level: level - 1,
  n: n * fanOut + index,
});

/** The largest nodes that are whole with this last number, the newest first; what comes after them is in no block yet. */
export function wholeNodes(lastSeqGiven: number): Node[] {
  const nodes: Node[] = [];
  let end = Math.floor(lastSeqGiven / blockSize);
  for (let level = 0; end > 0; level += 1) {
    while (end > 0 && (end % fanOut > 0 || level === topLevel)) {
      end -= 1;
      nodes.push({ level, n: end });
    }
    end /= fanOut;
  }
  return nodes;
}
