import { hash, randomUUID } from 'node:crypto';

/** A hash table of rows of numbers, evicted in the order in which they were added. */
export interface FifoTable {
  /** The row of a text: the one that is there, or a new one of zeros, to which the oldest gives way if there is no room. */
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

/** What a row has besides its fields: its key, and the row that is before it in its chain. */
const [KEY, BEFORE, OWN] = [0, 1, 2];

/**
 * A table of at most `capacity` rows of `width` fields, in one typed array off the garbage-collected heap: a `Map` of
 * objects that live as long costs 30 to 40 MB. A text is known by 52 bits of a digest with a random salt: hardly ever
 * are two taken for one, and none can be made to be.
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
  const zeros = new Float64Array(width);

  const placeOf = (row: number): number => (row % capacity) * size;
  const get = (row: number, cell: number): number => cells[placeOf(row) + cell] ?? 0;

  const add = (key: number, fields: Float64Array): number => {
    cells.set([key, chains[key % capacity] ?? -1], placeOf(next));
    cells.set(fields, placeOf(next) + OWN);
    chains[key % capacity] = next;
    next += 1;
    first = Math.max(first, next - capacity);
    return next - 1;
  };

  return {
    rowOf(text) {
      const key = Number.parseInt(hash('sha1', salt + text).slice(0, 13), 16);
      for (let row = chains[key % capacity] ?? -1; row >= first; row = get(row, BEFORE)) {
        if (get(row, KEY) === key) return row;
      }
      return add(key, zeros);
    },
    get: (row, field) => get(row, OWN + field),
    set: (row, field, value) => void (cells[placeOf(row) + OWN + field] = value),
    oldest: () => first,
    evictOldest: () => void (first += 1),
    keepOldest() {
      const row = first;
      first += 1;
      add(get(row, KEY), cells.subarray(placeOf(row) + OWN, placeOf(row) + size));
    },
    count: () => next - first,
  };
}
