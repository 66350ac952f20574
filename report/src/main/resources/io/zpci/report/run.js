/* The run that the page carries, and what is worked out from it. The data is described in docs/reports.md. */

/** Marks of a crossing, the worst first, each with the verdict whose sign it has. */
const MARKS = [
  {bit: 1, verdict: 'refused', note: () => 'refuses it'},
  {bit: 2, verdict: 'lost', note: outs => (outs === 0 ? 'drops it, tells nobody' : 'tells nobody')},
  {bit: 8, verdict: 'corrupted', note: () => 'bytes reversed'},
  {bit: 16, verdict: 'corrupted', note: () => 'other bytes'},
  {bit: 4, verdict: 'cut', note: outs => `cuts it in ${outs}`},
  {bit: 32, verdict: 'cut', note: () => 'goes on'},
];

class Run {
  constructor(summary, rows, bytes) {
    Object.assign(this, summary);
    this.rows = rows;
    this.bytes = bytes;
    this.laneOf = [];
    this.lanes.forEach((lane, index) => lane.forEach(hand => { this.laneOf[hand] = index; }));
    // Pieces come before what caused them, so that each shape finds those below it worked out.
    for (const shape of this.shapes) {
      this.#workOut(shape);
    }
    this.fates.forEach(fate => this.#describe(fate));
  }

  #workOut(shape) {
    shape.pieces = shape.pieces.map(([number, from, times, stride]) =>
      ({shape: this.shapes[number], from: BigInt(from), times, stride: BigInt(stride)}));
    shape.outs = shape.pieces.reduce((sum, piece) => sum + piece.times, 0);
    shape.verdict = MARKS.find(mark => shape.marks & mark.bit)?.verdict ?? null;
    shape.crossings = 1;
    shape.ends = 0;
    shape.allRules = new Set(shape.rules);
    shape.counts = new Array(this.lanes.length).fill(0);
    shape.signs = new Array(this.lanes.length).fill(null);
    for (const piece of shape.pieces) {
      shape.crossings += piece.times * piece.shape.crossings;
      shape.ends += piece.times * piece.shape.ends;
      piece.shape.allRules.forEach(rule => shape.allRules.add(rule));
      piece.shape.counts.forEach((count, lane) => { shape.counts[lane] += piece.times * count; });
      piece.shape.signs.forEach((each, lane) => { shape.signs[lane] ??= each; });
    }
    shape.ends ||= 1;
    const lane = this.laneOf[shape.hand];
    shape.counts[lane] += 1;
    shape.signs[lane] = shape.verdict ?? shape.signs[lane];
  }

  #describe(fate) {
    fate.judgement = this.judgements[fate.judgement];
    fate.shape = fate.shape < 0 ? null : this.shapes[fate.shape];
    const {verdict, by, rule, why, unverified} = fate.judgement;
    fate.rules = new Set([...(fate.shape?.allRules ?? [])].map(index => this.rules[index].id));
    if (rule !== null) {
      fate.rules.add(rule);
    }
    fate.breaks = verdict !== 'delivered' || by !== null || rule !== null;
    fate.decided = verdictWord(verdict) + (by === null ? '' : ` by ${by}`) + (rule === null ? '' : `, ${rule}`);
    fate.text = [fate.op, fate.space, fate.length, fate.told, fate.arrived, fate.decided, why, ...fate.rules, ...unverified]
      .join(' ').toLowerCase();
  }

  /** Notes below a crossing: what its hand did, and the rules that it broke. */
  notes(shape) {
    const notes = MARKS.filter(mark => shape.marks & mark.bit).map(mark => mark.note(shape.outs));
    const ids = new Set(shape.rules.map(index => this.rules[index].id));
    return [...notes, ...[...ids].map(id => `breaks ${id}`)];
  }

  /** Number of the route that the operation was issued on. */
  routeOf(operation) {
    let low = 0;
    let high = this.routes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.routes[middle].from <= operation) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    // Of routes that begin at the same operation only the last has any.
    return low;
  }

  line(operation) {
    return this.rows[operation][0];
  }

  fate(operation) {
    return this.fates[this.rows[operation][1]];
  }

  offset(operation) {
    return BigInt(`0x${this.rows[operation][2]}`);
  }

  memory(operation) {
    return `0x${this.rows[operation][3]}`;
  }

  /** The kept bytes of the operation in hex; empty where it has none. */
  content(operation) {
    return this.#hex(this.rows[operation][4]);
  }

  #hex(number) {
    return number < 0 ? '' : this.bytes[number];
  }

  /** The bytes that crossing {number} of the operation had for itself; null where they were not kept. */
  ownContent(operation, number) {
    const row = this.rows[operation];
    for (let i = 5; i < row.length; i += 2) {
      if (row[i] === number) {
        return this.#hex(row[i + 1]);
      }
    }
    return null;
  }

  /** pcistb 2 0x8 8. */
  describe(operation) {
    const fate = this.fate(operation);
    return `${fate.op} ${fate.space} 0x${this.rows[operation][2]} ${fate.length}`;
  }

  /** line 8; empty where operations have no number. */
  at(operation) {
    return this.place === null ? '' : `${this.place} ${this.line(operation)}`;
  }

  /** A route by its number, with its stack where the run had several. */
  routeName(number) {
    const {route, stack} = this.routes[number];
    return this.stackNames[stack] === '' ? route : `${route} (${this.stackNames[stack]})`;
  }

  /** The operations with the same line on other routes. */
  elsewhere(operation) {
    const own = this.routeOf(operation);
    const line = this.line(operation);
    const found = [];
    this.routes.forEach((route, number) => {
      if (number === own) {
        return;
      }
      let low = route.from;
      let high = route.from + route.operations;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.line(middle) < line) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      if (low < route.from + route.operations && this.line(low) === line) {
        found.push({operation: low, route: number});
      }
    });
    return found;
  }

  /**
   * The numbers of the operations that a filter lets through.
   * {route, by, rule}: empty lets all through; {verdicts}: an empty set lets all through.
   */
  select({route, by, rule, verdicts, words}) {
    const digits = words.filter(word => /^[0-9a-f]{4,}$/.test(word));
    const open = this.fates.map(fate =>
      (verdicts.size === 0 || verdicts.has(fate.judgement.verdict))
      && (by === '' || fate.judgement.by === by)
      && (rule === '' || fate.rules.has(rule)));
    const missing = this.fates.map(fate => words.filter(word => !fate.text.includes(word)));
    const found = [];
    this.routes.forEach((each, number) => {
      if (route !== '' && Number(route) !== number) {
        return;
      }
      const name = this.routeName(number).toLowerCase();
      for (let i = each.from; i < each.from + each.operations; i++) {
        const [line, fate, offset] = this.rows[i];
        if (open[fate] && missing[fate].every(word =>
          `0x${offset}`.includes(word) || name.includes(word) || `${line}` === word || word === this.place
          || (digits.includes(word) && this.content(i).includes(word)))) {
          found.push(i);
        }
      }
    });
    return found;
  }
}
