import { hash, randomUUID } from 'node:crypto';

/** A hash table of rows of numbers, evicted in the order in which they were added. */
export interface FifoTable {
  /** The row of a text: the one that is there, or a new one of zeros. There has to be room for it. */
  rowOf(text: string): number;
  get(row: number, field: number): number;
  set(row: number, field: number, value: number): void;
  /** The row that was added first of those that are there, if there are any. */
  oldest(): number;
  evictOldest(): void;
  /** Makes the oldest row the newest. */
  keepOldest(): void;
  count(): number;
}

/** What a row has besides its fields: both halves of its key, and the row that is before it in its chain. */
const [KEY, REST, BEFORE, OWN] = [0, 1, 2, 3];

/**
 * A table of at most `capacity` rows of `width` fields, in one typed array off the garbage-collected heap: a `Map` of objects that live as
 * long costs 70 to 90 MB. A text is known by 64 bits of a digest with a random salt: among millions of texts no two are
 * taken for one, and none can be made to be.
 */
export function createFifoTable(width: number, capacity: number): FifoTable {
  const size = OWN + width;
  // Rows are numbered as they are added; those from `first` to before `next` are there.
  let [first, next] = [0, 0];
  // Memory that is never written to takes no room.
  const cells = new Float64Array(capacity * size);
  // The latest row of each chain. What is older than `first` ends a chain, as all that follow it are older still.
  const chains = new Float64Array(capacity).fill(-1);
  const salt = randomUUID();
  const key = new Uint32Array(2);
  const keyBytes = Buffer.from(key.buffer);

  const get = (row: number, cell: number): number => cells[(row % capacity) * size + cell] ?? 0;
  const set = (row: number, cell: number, value: number): void => {
    cells[(row % capacity) * size + cell] = value;
  };

  const chain = (row: number): void => {
    const at = get(row, KEY) % capacity;
    set(row, BEFORE, chains[at] ?? -1);
    chains[at] = row;
  };

  /** A new row, of what is there from before. */
  const add = (): number => {
    next += 1;
    return next - 1;
  };

  return {
    rowOf(text) {
      // As many bytes as there is room for.
      keyBytes.write(hash('sha1', salt + text, 'base64'), 'base64');
      const [start = 0, rest = 0] = key;
      for (let row = chains[start % capacity] ?? -1; row >= first; row = get(row, BEFORE)) {
        if (get(row, KEY) === start && get(row, REST) === rest) return row;
      }
      const row = add();
      cells.fill(0, (row % capacity) * size, (row % capacity) * size + size);
      set(row, KEY, start);
      set(row, REST, rest);
      chain(row);
      return row;
    },
    get: (row, field) => get(row, OWN + field),
    set: (row, field, value) => set(row, OWN + field, value),
    oldest: () => first,
    evictOldest: () => void (first += 1),
    keepOldest() {
      const row = add();
      const from = (first % capacity) * size;
      cells.copyWithin((row % capacity) * size, from, from + size);
      first += 1;
      chain(row);
    },
    count: () => next - first,
  };
}
