/* One operation opened: what became of it, its ladder, and each crossing's bytes, result and rules. */
class Detail {
  /** {go} chooses another operation, {close} closes this. */
  constructor(root, run, go, close) {
    this.root = root;
    this.run = run;
    this.go = go;
    this.close = close;
    this.ladder = null;
  }

  get open() {
    return !this.root.hidden;
  }

  hide() {
    this.root.hidden = true;
  }

  show(operation) {
    const {run} = this;
    const fate = run.fate(operation);
    const {verdict, why, unverified} = fate.judgement;
    const route = run.routeOf(operation);
    this.root.hidden = false;
    this.root.replaceChildren(
      this.#head(operation, fate, route),
      html('p', {}, html('strong', {}, fate.decided), why === '' ? '' : `: ${why}`),
      ...unverified.map(reason => html('p', {class: 'quiet'}, html('span', {class: 'u'}, 'u'), ` unverified: ${reason}`)),
      this.#facts(operation, fate, verdict),
      fate.shape === null ? '' : this.#picture(operation, fate),
      this.#elsewhere(operation));
  }

  /** Puts the focus into the ladder. */
  focus() {
    if (this.ladder) {
      this.ladder.focus();
    } else {
      this.root.focus();
    }
  }

  #head(operation, fate, route) {
    const close = html('button', {type: 'button', class: 'close'}, 'Close');
    close.addEventListener('click', () => this.close());
    const where = [this.run.at(operation), `on ${this.run.routeName(route)}`].filter(Boolean).join(' ');
    return html('div', {class: 'detail-head'},
      inlineSign(fate.judgement.verdict), html('h3', {}, html('code', {}, this.run.describe(operation))),
      html('span', {class: 'quiet'}, where), html('span', {class: 'buttons'}, close));
  }

  #facts(operation, fate, verdict) {
    const {run} = this;
    const hex = run.content(operation);
    const facts = [
      ['Told', fate.told],
      ['Arrived', fate.arrived],
      ['Storage', verdict === 'unavailable' ? '' : run.memory(operation) + (fate.problemState ? ', problem state' : '')],
    ].filter(([, value]) => value !== '');
    return html('dl', {class: 'facts'},
      facts.map(([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))),
      hex !== '' && html('div', {}, html('dt', {}, 'Bytes'), html('dd', {class: 'bytes'}, this.#bytes(hex, fate.length))));
  }

  /** The bytes, and how many of them there were. */
  #bytes(hex, length) {
    const left = length - hex.length / 2;
    return grouped(hex) + (left > 0 ? ` … and ${counted(left)} more` : '');
  }

  #picture(operation, fate) {
    this.inspector = html('div', {class: 'inspector', role: 'status', 'aria-label': 'The crossing pointed at'});
    this.ladder = new Ladder(this.run, operation, placed => this.#inspect(operation, fate, placed));
    return html('div', {class: 'split'},
      html('div', {class: 'tree scroll'}, this.ladder.element), this.inspector);
  }

  #inspect(operation, fate, placed) {
    const {run} = this;
    const {shape} = placed;
    const offset = BigInt.asUintN(64, run.offset(operation) + placed.offset);
    const facts = [
      ['Access', html('code', {}, `${shape.op} ${shape.space}+0x${offset.toString(16)} ${shape.length}`)],
      ['Result', shape.result],
      ['Bytes', html('span', {class: 'bytes'}, this.#crossingBytes(operation, placed))],
      ['Did', run.notes(shape).filter(note => !note.startsWith('breaks ')).join(', ')],
      ...shape.rules.map(index => ['Breaks', this.#rule(run.rules[index])]),
    ];
    this.inspector.replaceChildren(
      html('h4', {}, run.hands[shape.hand]),
      html('dl', {}, facts.filter(([, value]) => value !== '').map(([name, value]) => [html('dt', {}, name), html('dd', {}, value)])));
  }

  #rule(rule) {
    return html('span', {}, html('strong', {}, rule.id), ` ${rule.statement} `,
      html('span', {class: 'quiet'}, `${rule.evidence}, ${rule.confidence} confidence`), rule.unverified === null ? '' : html('span', {class: 'u', title: rule.unverified}, 'u'));
  }

  #crossingBytes(operation, placed) {
    const {shape} = placed;
    if (shape.bytes === 'none') {
      return 'none';
    }
    if (shape.bytes === 'other') {
      const own = this.run.ownContent(operation, placed.number);
      return own === null ? 'others, not kept' : `${this.#bytes(own, shape.length)}: not the operation's`;
    }
    const first = Number(placed.offset) * 2;
    const kept = this.run.content(operation).slice(first, first + shape.length * 2);
    if (kept === '') {
      return `not kept, behind the first ${this.run.bytesKept}`;
    }
    if (shape.bytes === 'same') {
      return this.#bytes(kept, shape.length);
    }
    return kept.length < shape.length * 2 ? 'reversed, not kept whole' : `${grouped(reversed(kept))}: reversed`;
  }

  #elsewhere(operation) {
    const {run} = this;
    const found = run.elsewhere(operation);
    if (found.length === 0) {
      return '';
    }
    return html('div', {}, html('p', {class: 'quiet'}, `${run.at(operation) || 'The same'} on the other routes`),
      html('ul', {class: 'elsewhere'}, found.map(({operation: other, route}) => {
        const fate = run.fate(other);
        const button = html('button', {type: 'button', 'data-elsewhere': other}, inlineSign(fate.judgement.verdict),
          `${run.routeName(route)}: ${verdictWord(fate.judgement.verdict)}`);
        button.addEventListener('click', () => this.go(other));
        return html('li', {}, button);
      })));
  }
}
