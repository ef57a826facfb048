/** The cheapest pairing of rows with columns. */
import { countRows, type RowMatrix } from './rows.ts';

export interface CheapestPairs {
  /** The column of every row; −1 when there are more rows than columns and this one got none. */
  readonly columnOfRow: Int32Array;
  /** Σ of the costs of the pairs. */
  readonly total: number;
}

/**
 * Pairs rows with columns one to one so that the sum of their costs is least: the Hungarian method.
 *
 * Shortest augmenting paths with dual prices, exact but for the rounding of sums of costs, negative ones too; of a table that is not square
 * all of the shorter side is paired. Which of several equally cheap pairings is given depends on their order only. O(r²·c) for
 * r rows and c ≥ r columns.
 *
 * @throws {StatisticsError} empty; not_finite; out_of_range beyond ±1e140; length_mismatch when rows are not whole
 * @see Kuhn (1955), Naval Research Logistics Quarterly 2:83–97; Jonker and Volgenant (1987), Computing 38:325–340
 * @example
 * const read = pairAtLeastCost({ values: [4, 1, 3, 2, 0, 5, 3, 2, 2], width: 3 });
 * read.columnOfRow // → [1, 0, 2]
 * read.total // → 5
 */
export function pairAtLeastCost(table: RowMatrix): CheapestPairs {
  const rows = countRows('', table);
  const { values, width } = table;
  const columnOfRow = new Int32Array(rows).fill(-1);
  const costs = Float64Array.from(values);
  if (rows <= width) columnOfRow.set(solve({ rows, columns: width, costs, rowStep: width, columnStep: 1 }));
  else {
    const rowOfColumn = solve({ rows: width, columns: rows, costs, rowStep: 1, columnStep: width });
    rowOfColumn.forEach((row, column) => {
      columnOfRow[row] = column;
    });
  }
  let total = 0;
  columnOfRow.forEach((column, row) => {
    if (column >= 0) total += values[row * width + column]!;
  });
  return { columnOfRow, total };
}

interface Table {
  readonly rows: number;
  /** At least as many as rows. */
  readonly columns: number;
  readonly costs: Float64Array;
  /** Places from a row to the next, and from a column to the next. */
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Prices under which no pair is cheaper than nothing, and the pairs that cost exactly nothing. */
interface Prices {
  readonly ofRow: Float64Array;
  readonly ofColumn: Float64Array;
  readonly rowOf: Int32Array;
}

function solve(table: Table): Int32Array {
  const { rows, columns } = table;
  const prices: Prices = {
    ofRow: new Float64Array(rows),
    ofColumn: new Float64Array(columns),
    rowOf: new Int32Array(columns).fill(-1),
  };
  const columnOf = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    const { end, cameFrom } = findPath(table, prices, row);
    // Along the path every row gives up its column for the one that the path reached from it.
    for (let column = end, by = -1; by !== row; ) {
      by = cameFrom[column]!;
      prices.rowOf[column] = by;
      const freed = columnOf[by]!;
      columnOf[by] = column;
      column = freed;
    }
  }
  return columnOf;
}

/** Dijkstra from a row without a column to the nearest column without a row; prices are raised by what it cost. */
function findPath(
  { columns, costs, rowStep, columnStep }: Table,
  { ofRow, ofColumn, rowOf }: Prices,
  start: number,
): { end: number; cameFrom: Int32Array } {
  const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(columns).fill(-1);
  const settled: number[] = [];
  const open = new Uint8Array(columns).fill(1);
  let row = start;
  let reached = 0;
  let end = -1;
  while (end < 0) {
    let nearest = -1;
    const before = reached - ofRow[row]!;
    const place = row * rowStep;
    for (let column = 0; column < columns; column++) {
      if (open[column] === 0) continue;
      const way = before + costs[place + column * columnStep]! - ofColumn[column]!;
      if (way < distance[column]!) {
        distance[column] = way;
        cameFrom[column] = row;
      }
      // Of equally near ones a column without a row, which ends the path at once.
      const nearer = nearest < 0 ? -1 : distance[column]! - distance[nearest]!;
      if (nearer < 0 || (nearer === 0 && rowOf[column]! < 0 && rowOf[nearest]! >= 0)) nearest = column;
    }
    open[nearest] = 0;
    reached = distance[nearest]!;
    if (rowOf[nearest]! < 0) end = nearest;
    else {
      settled.push(nearest);
      row = rowOf[nearest]!;
    }
  }
  ofRow[start]! += reached;
  for (const column of settled) {
    const saved = reached - distance[column]!;
    ofRow[rowOf[column]!]! += saved;
    ofColumn[column]! -= saved;
  }
  return { end, cameFrom };
}
