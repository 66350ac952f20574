/* The list of operations: only the rows that are seen are elements of the page, however many there are. */
const ROW = 30;
const SPARE = 6;
const LANE = 74;

class OperationList {
  /** {onChoose} hears of the operation chosen, {onOpen} that it is to be opened. */
  constructor(root, head, run, onChoose, onOpen) {
    this.root = root;
    this.run = run;
    this.onChoose = onChoose;
    this.shown = [];
    this.chosen = -1;
    this.rows = new Map();
    this.strips = new Map();
    this.spacer = html('div', {class: 'spacer', role: 'presentation'});
    root.style.setProperty('--lanes', `${run.lanes.length * LANE}px`);
    head.style.setProperty('--lanes', `${run.lanes.length * LANE}px`);
    head.append(
      html('span', {class: 'number'}, run.place ?? ''), html('span', {}, 'route'), html('span', {}, 'operation'),
      html('span', {class: 'lanes'}, run.lanes.map(lane => html('span', {}, lane.map(hand => run.hands[hand]).join(' / ')))),
      html('span', {}, 'what became of it'));
    root.append(this.spacer);
    root.addEventListener('scroll', () => {
      head.scrollLeft = root.scrollLeft;
      requestAnimationFrame(() => this.#render());
    }, {passive: true});
    root.addEventListener('click', event => {
      const row = event.target.closest('.row');
      if (row) {
        this.choose(Number(row.dataset.position));
        onOpen();
      }
    });
    new ResizeObserver(() => this.#render()).observe(root);
  }

  /** Shows these operations; the one chosen stays so, if it is among them. */
  show(operations) {
    const kept = this.operation();
    this.shown = operations;
    this.spacer.style.height = `${operations.length * ROW}px`;
    this.rows.forEach(row => row.remove());
    this.rows.clear();
    this.chosen = -1;
    const again = kept < 0 ? -1 : operations.indexOf(kept);
    this.root.removeAttribute('aria-activedescendant');
    if (again >= 0) {
      this.choose(again);
    } else {
      this.root.scrollTop = 0;
      this.#render();
    }
  }

  /** The operation that is chosen; -1 where none is. */
  operation() {
    return this.chosen < 0 ? -1 : this.shown[this.chosen];
  }

  /** Chooses the operation; answers whether it is in the list. */
  chooseOperation(operation) {
    const position = this.shown.indexOf(operation);
    if (position >= 0) {
      this.choose(position);
    }
    return position >= 0;
  }

  /** Chooses the row at {position}, or the nearest there is. */
  choose(position) {
    if (this.shown.length === 0) {
      return;
    }
    const before = this.rows.get(this.chosen);
    before?.setAttribute('aria-selected', 'false');
    this.chosen = Math.max(0, Math.min(this.shown.length - 1, position));
    this.#reveal();
    this.#render();
    const row = this.rows.get(this.chosen);
    row?.setAttribute('aria-selected', 'true');
    if (row) {
      this.root.setAttribute('aria-activedescendant', row.id);
    }
    this.onChoose(this.operation());
  }

  /** Goes on by {step} rows. */
  move(step) {
    this.choose(this.chosen < 0 ? (step > 0 ? 0 : this.shown.length - 1) : this.chosen + step);
  }

  /** Goes to the next, or the previous, operation that breaks. */
  moveToBreak(step) {
    for (let i = this.chosen + step; i >= 0 && i < this.shown.length; i += step) {
      if (this.run.fate(this.shown[i]).breaks) {
        this.choose(i);
        return;
      }
    }
  }

  /** How many rows are seen at once. */
  page() {
    return Math.max(1, Math.floor(this.root.clientHeight / ROW) - 1);
  }

  /** Scrolls as little as is needed; a row that is far away comes to the middle. */
  #reveal() {
    const {scrollTop, clientHeight} = this.root;
    const top = this.chosen * ROW;
    if (top + ROW < scrollTop - ROW || top > scrollTop + clientHeight + ROW) {
      this.root.scrollTop = top - (clientHeight - ROW) / 2;
    } else if (top < scrollTop) {
      this.root.scrollTop = top;
    } else if (top + ROW > scrollTop + clientHeight) {
      this.root.scrollTop = top + ROW - clientHeight;
    }
  }

  #render() {
    const first = Math.max(0, Math.floor(this.root.scrollTop / ROW) - SPARE);
    const last = Math.min(this.shown.length, Math.ceil((this.root.scrollTop + this.root.clientHeight) / ROW) + SPARE);
    for (const [position, row] of this.rows) {
      if ((position < first || position >= last) && position !== this.chosen) {
        row.remove();
        this.rows.delete(position);
      }
    }
    for (let position = first; position < last; position++) {
      if (!this.rows.has(position)) {
        this.#add(position);
      }
    }
    if (this.chosen >= 0 && !this.rows.has(this.chosen)) {
      this.#add(this.chosen);
    }
  }

  #add(position) {
    const row = this.#row(position);
    this.rows.set(position, row);
    this.root.append(row);
  }

  #row(position) {
    const {run} = this;
    const operation = this.shown[position];
    const fate = run.fate(operation);
    const {verdict, unverified} = fate.judgement;
    const route = run.routeName(run.routeOf(operation));
    const row = html('div', {
      id: `row-${position}`,
      class: 'row',
      role: 'option',
      'aria-selected': String(position === this.chosen),
      'aria-setsize': this.shown.length,
      'aria-posinset': position + 1,
      'aria-label': [run.at(operation), run.describe(operation), `on ${route}`, fate.decided].filter(Boolean).join(', '),
      'data-position': position,
      'data-operation': operation,
    },
    html('span', {class: 'line'}, run.place === null ? '' : String(run.line(operation))),
    html('span', {class: 'route', title: route}, route),
    html('span', {class: 'what'}, run.describe(operation)),
    this.#strip(fate),
    html('span', {class: 'fate'}, inlineSign(verdict), html('span', {class: 'text', title: fate.decided}, fate.decided),
      unverified.length > 0 && html('span', {class: 'u', title: unverified.join('\n')}, 'u')));
    row.style.transform = `translateY(${position * ROW}px)`;
    return row;
  }

  /** The lanes of one row: a dot for an access, a number for several, a sign where a hand did something to it. */
  #strip(fate) {
    let strip = this.strips.get(fate);
    if (!strip) {
      strip = this.#drawn(fate);
      this.strips.set(fate, strip);
    }
    return strip.cloneNode(true);
  }

  #drawn({shape}) {
    const {lanes} = this.run;
    const middle = lane => lane * LANE + LANE / 2;
    const strip = svg('svg', {class: 'strip', width: lanes.length * LANE, height: ROW, 'aria-hidden': 'true'});
    lanes.forEach((_, lane) => strip.append(svg('path', {class: 'guide', d: `M${middle(lane)} 0V${ROW}`})));
    if (shape === null) {
      return strip;
    }
    const reached = shape.counts.map((count, lane) => (count > 0 ? lane : -1)).filter(lane => lane >= 0);
    strip.append(svg('path', {class: 'way', d: `M${middle(reached[0])} ${ROW / 2}H${middle(reached.at(-1))}`}));
    for (const lane of reached) {
      const count = shape.counts[lane];
      const x = middle(lane);
      if (count > 1) {
        const text = counted(count);
        const width = 10 + 6.2 * text.length;
        strip.append(
          svg('rect', {class: 'many', x: x - width / 2, y: ROW / 2 - 8, width, height: 16, rx: 8}),
          svg('text', {x, y: ROW / 2 + 3.5}, text));
        if (shape.signs[lane] !== null) {
          strip.append(sign(shape.signs[lane], x + width / 2 + 7, ROW / 2));
        }
      } else if (shape.signs[lane] !== null) {
        strip.append(sign(shape.signs[lane], x, ROW / 2));
      } else {
        strip.append(svg('circle', {class: 'dot', cx: x, cy: ROW / 2, r: 3.5}));
      }
    }
    return strip;
  }
}
