// What a benchmark has found: rows of figures, as the other benchmarks print them (tests/bench/report.h).

export class Report {
  #rows = [];

  constructor(bench) {
    this.bench = bench;
  }

  /** `figures`: numbers by the name of their column; columns stand in the order in which they are first named. */
  add(row, figures) {
    this.#rows.push({ row, ...figures });
  }

  print(asJson) {
    if (asJson) {
      console.log(JSON.stringify({ bench: this.bench, rows: this.#rows }));
      return;
    }
    const columns = [...new Set(this.#rows.flatMap((one) => Object.keys(one)))];
    const cell = (value) => {
      if (value === undefined) return '';
      if (typeof value !== 'number') return value;
      return Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : value.toFixed(1);
    };
    const table = [columns.map((name) => (name === 'row' ? this.bench : name))];
    for (const one of this.#rows) table.push(columns.map((name) => cell(one[name])));
    const widths = columns.map((_, at) => Math.max(...table.map((line) => line[at].length)));
    for (const line of table)
      console.log(
        line.map((text, at) => (at === 0 ? text.padEnd(widths[at]) : text.padStart(widths[at]))).join('  '),
      );
  }
}
