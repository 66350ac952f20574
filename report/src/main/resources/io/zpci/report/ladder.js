/* The ladder of one operation, drawn as LadderPicture.java draws those in SVG files; here each crossing can be pointed at. */
const COLUMN = 175;
const BOX_WIDTH = 150;
const BOX_HEIGHT = 38;
const NOTE = 14;
const GAP = 14;
const MARGIN = 8;
const HEAD = 34;
const BEND = 9;
const SHOWN_WHOLE = 6;
const SHORT_RUN = 4;
const RUN_HEAD = 2;
const MOST_PIECES = 8;

/** Where each crossing of a tree stands; see LadderLayout.java. */
class LadderLayout {
  constructor(run, shape, columns) {
    this.run = run;
    this.columns = columns;
    this.whole = shape.ends <= SHOWN_WHOLE;
    this.placed = [];
    this.rows = 0;
    this.#place(shape, null, 0n, 0);
  }

  #column(shape) {
    return Math.max(0, this.columns.indexOf(shape.hand));
  }

  /** {number}: of the crossing, in the order in which they happened. */
  #place(shape, parent, offset, number) {
    const own = {shape, parent, offset, number, elided: 0, column: this.#column(shape), row: this.rows, notes: this.run.notes(shape)};
    this.placed.push(own);
    if (shape.pieces.length === 0) {
      this.rows++;
      return;
    }
    if (this.#column(shape.pieces[0].shape) <= own.column) {
      this.rows++;
    }
    const few = this.whole || shape.pieces.length <= MOST_PIECES;
    let next = number + 1;
    shape.pieces.forEach((piece, index) => {
      const last = shape.pieces.length - 1;
      if (few || index < MOST_PIECES - 2 || index === last) {
        this.#run(own, piece, next);
      } else if (index === MOST_PIECES - 2) {
        const left = shape.pieces.slice(index, last);
        this.#elide(own, piece, left.reduce((sum, each) => sum + each.times, 0));
      }
      next += piece.times * piece.shape.crossings;
    });
  }

  #run(parent, piece, number) {
    const every = this.whole || piece.times <= SHORT_RUN;
    for (let i = 0; i < piece.times; i++) {
      if (!every && i === RUN_HEAD) {
        this.#elide(parent, piece, piece.times - RUN_HEAD - 1);
        i = piece.times - 1;
      }
      const offset = parent.offset + piece.from + BigInt(i) * piece.stride;
      this.#place(piece.shape, parent, offset, number + i * piece.shape.crossings);
    }
  }

  #elide(parent, piece, count) {
    const {shape} = piece;
    this.placed.push({shape, parent, offset: parent.offset, number: -1, elided: count, column: this.#column(shape), row: this.rows, notes: []});
    this.rows++;
  }
}

class Ladder {
  /** {onPoint} hears of the crossing that is pointed at or has the focus. */
  constructor(run, operation, onPoint) {
    this.run = run;
    this.operation = operation;
    this.onPoint = onPoint;
    const route = run.routes[run.routeOf(operation)];
    const columns = run.lanes.flat().filter(hand => Object.hasOwn(route.crossings, run.hands[hand]) || run.hands[hand] === 'device');
    this.layout = new LadderLayout(run, run.fate(operation).shape, columns);
    this.tops = [];
    let y = HEAD;
    for (let row = 0; row < this.layout.rows; row++) {
      const notes = this.layout.placed.filter(each => each.row === row).map(each => each.notes.length);
      this.tops.push(y);
      y += BOX_HEIGHT + NOTE * Math.max(0, ...notes) + GAP;
    }
    this.height = y;
    this.crossings = this.layout.placed.filter(each => each.elided === 0);
    this.crossings.forEach(each => { each.element = this.#crossing(each); });
    this.element = this.#draw();
    this.#choose(this.#worst(), false);
  }

  /** The crossing that one looks for first: where it broke, or the root. */
  #worst() {
    return this.crossings.find(each => each.shape.verdict !== null) ?? this.crossings[0];
  }

  #middle(column) {
    return MARGIN + BOX_WIDTH / 2 + column * COLUMN;
  }

  #draw() {
    const {columns, placed} = this.layout;
    const width = columns.length * COLUMN - (COLUMN - BOX_WIDTH) + 2 * MARGIN;
    const lanes = svg('g', {'aria-hidden': 'true'});
    columns.forEach((hand, column) => {
      const state = placed.some(each => each.column === column) ? '' : ' unreached';
      const x = this.#middle(column);
      lanes.append(svg('text', {class: `lane-name${state}`, x, y: 16}, this.run.hands[hand]));
      lanes.append(svg('path', {class: `lane${state}`, d: `M${x} 24V${this.height - GAP / 2}`}));
    });
    placed.forEach(each => lanes.append(...this.#edge(each)));
    placed.filter(each => each.elided > 0).forEach(each => lanes.append(
      svg('text', {class: 'elided', x: this.#middle(each.column), y: this.#y(each) + 4}, `and ${counted(each.elided)} more`)));
    const picture = svg('svg', {
      width, height: this.height, viewBox: `0 0 ${width} ${this.height}`, role: 'tree', 'aria-label': 'Crossings of this operation, by hand',
    }, lanes, this.crossings.map(each => each.element));
    picture.addEventListener('keydown', event => this.#key(event));
    return picture;
  }

  #y(placed) {
    return this.tops[placed.row] + BOX_HEIGHT / 2;
  }

  #edge(placed) {
    const {parent} = placed;
    if (parent === null) {
      return [];
    }
    const style = placed.elided === 0 && !placed.shape.ok ? 'edge failed' : 'edge';
    if (placed.column <= parent.column) {
      const d = `M${this.#middle(parent.column)} ${this.tops[parent.row] + BOX_HEIGHT}L${this.#middle(placed.column)} ${this.tops[placed.row]}`;
      return [svg('path', {class: style, d})];
    }
    const fromX = this.#middle(parent.column) + BOX_WIDTH / 2;
    const toX = this.#middle(placed.column) - BOX_WIDTH / 2;
    const fromY = this.#y(parent);
    const toY = this.#y(placed);
    const stem = fromX + BEND;
    const bends = toY > fromY
      ? `Q${stem} ${fromY} ${stem} ${fromY + BEND}V${toY - BEND}Q${stem} ${toY} ${stem + BEND} ${toY}` : '';
    return [svg('path', {class: style, d: `M${fromX} ${fromY}${bends}H${toX}`})];
  }

  #crossing(placed) {
    const {shape, notes} = placed;
    const x = this.#middle(placed.column) - BOX_WIDTH / 2;
    const y = this.tops[placed.row];
    let level = 1;
    for (let each = placed.parent; each !== null; each = each.parent) {
      level++;
    }
    const label = [`${this.run.hands[shape.hand]}: ${shape.op} ${shape.length}`, shape.result, ...notes].join(', ');
    const element = svg('g', {class: `crossing ${shape.verdict ?? ''}`, role: 'treeitem', 'aria-level': level, 'aria-label': label, 'aria-selected': 'false', tabindex: -1},
      svg('rect', {class: 'box', x, y, width: BOX_WIDTH, height: BOX_HEIGHT, rx: 5}),
      svg('text', {class: 'op', x: x + 9, y: y + 16}, `${shape.op} ${shape.length}`),
      placed.parent !== null && placed.offset !== placed.parent.offset
        && svg('text', {class: 'place', x: x + BOX_WIDTH - 12, y: y + 16}, signed(placed.offset)),
      svg('text', {class: shape.ok ? 'result' : 'result failed', x: x + 9, y: y + 31}, shape.result),
      notes.map((note, index) => svg('text', {class: 'note', x: x + 9, y: y + BOX_HEIGHT + (index + 1) * NOTE - 1}, note)),
      shape.verdict === null ? null : sign(shape.verdict, x + BOX_WIDTH - 3, y + 3));
    element.addEventListener('pointerenter', () => this.#choose(placed, false));
    element.addEventListener('focus', () => this.#choose(placed, false));
    element.addEventListener('click', () => this.#choose(placed, true));
    return element;
  }

  #choose(placed, focus) {
    for (const each of this.crossings) {
      const chosen = each === placed;
      each.element.classList.toggle('chosen', chosen);
      each.element.setAttribute('aria-selected', String(chosen));
      each.element.setAttribute('tabindex', chosen ? 0 : -1);
    }
    this.chosen = placed;
    if (focus) {
      placed.element.focus();
    }
    this.onPoint(placed);
  }

  /** Puts the focus on the crossing that is chosen. */
  focus() {
    this.chosen.element.focus();
  }

  /** Left to what caused it, right to what it caused, up and down to the one before and behind. */
  #key(event) {
    const index = this.crossings.indexOf(this.chosen);
    const target = {
      ArrowLeft: this.chosen.parent,
      ArrowRight: this.crossings.find(each => each.parent === this.chosen),
      ArrowUp: this.crossings[index - 1],
      ArrowDown: this.crossings[index + 1],
      Home: this.crossings[0],
      End: this.crossings.at(-1),
    }[event.key];
    if (target) {
      event.preventDefault();
      event.stopPropagation();
      this.#choose(target, true);
    }
  }
}
