/* The page comes alive: theme, filters, keys. */
const $ = id => document.getElementById(id);

/** The theme is the system's until one is chosen. */
function themes() {
  const root = document.documentElement;
  const button = $('theme');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const label = () => { button.textContent = isDark() ? 'Light' : 'Dark'; };
  try {
    const kept = localStorage.getItem('zpci-theme');
    if (kept === 'light' || kept === 'dark') {
      root.dataset.theme = kept;
    }
  } catch {
    // A browser may keep nothing for files: then the choice lasts as long as the page.
  }
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    label();
    try {
      localStorage.setItem('zpci-theme', root.dataset.theme);
    } catch {
      // as above
    }
  });
  dark.addEventListener('change', label);
  button.hidden = false;
  label();
}

function parsed(id) {
  const element = $(id);
  const value = JSON.parse(element.textContent);
  // The text is not needed again.
  element.remove();
  return value;
}

class Explorer {
  constructor(run) {
    this.run = run;
    this.detail = new Detail($('detail'), run, operation => this.goTo(operation, false), () => this.close());
    this.list = new OperationList($('list'), $('list-head'), run, operation => this.#chosen(operation), () => this.open(false));
    this.#options();
    this.#listen();
    this.filter();
  }

  #options() {
    const {run} = this;
    const option = (value, text) => html('option', {value}, text);
    $('by-route').append(option('', 'all'), ...run.routes.flatMap((route, number) => (route.operations === 0 ? [] : [option(number, run.routeName(number))])));
    const hands = new Set(run.judgements.map(each => each.by).filter(by => by !== null));
    $('by-hand').append(option('', 'any hand'), ...[...hands].map(hand => option(hand, hand)));
    const rules = new Set(run.fates.flatMap(fate => [...fate.rules]));
    $('by-rule').append(option('', 'any rule'), ...[...rules].sort().map(rule => option(rule, rule)));
    const counts = {};
    run.routes.forEach(route => VERDICTS.forEach(verdict => { counts[verdict] = (counts[verdict] ?? 0) + route.verdicts[verdict]; }));
    $('by-verdict').append(...VERDICTS.filter(verdict => counts[verdict] > 0).map(verdict => html('label', {class: 'chip'},
      html('input', {type: 'checkbox', name: 'verdict', value: verdict}), inlineSign(verdict), verdictWord(verdict),
      html('span', {class: 'count'}, counted(counts[verdict])))));
  }

  #listen() {
    const form = $('filters');
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('input', () => this.filter());
    form.addEventListener('reset', () => requestAnimationFrame(() => this.filter()));
    document.addEventListener('keydown', event => this.#key(event));
    document.querySelectorAll('[data-operation]:is(button)').forEach(button =>
      button.addEventListener('click', () => this.goTo(Number(button.dataset.operation), true)));
  }

  /** Lists what the filters let through. */
  filter() {
    const verdicts = new Set([...document.querySelectorAll('#by-verdict :checked')].map(box => box.value));
    const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.run.select({route: $('by-route').value, by: $('by-hand').value, rule: $('by-rule').value, verdicts, words});
    $('found').textContent = found.length === this.run.operations
      ? counted(found.length) : `${counted(found.length)} of ${counted(this.run.operations)}`;
    this.list.show(found);
    if (this.list.operation() < 0) {
      this.detail.hide();
    }
  }

  #chosen(operation) {
    if (this.detail.open) {
      this.detail.show(operation);
    }
  }

  /** Opens the operation that is chosen, the first where none is. */
  open(focus) {
    if (this.list.operation() < 0) {
      this.list.move(1);
    }
    const operation = this.list.operation();
    if (operation >= 0) {
      this.detail.show(operation);
      if (focus) {
        this.detail.focus();
      }
    }
  }

  close() {
    this.detail.hide();
    $('list').focus();
  }

  /** Shows the operation, and clears the filters where they hide it. */
  goTo(operation, scroll) {
    if (!this.list.chooseOperation(operation)) {
      $('filters').reset();
      this.filter();
      this.list.chooseOperation(operation);
    }
    this.open(false);
    if (scroll) {
      $('operations').scrollIntoView();
    }
    $('list').focus({preventScroll: true});
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
      return;
    }
    const {target} = event;
    if (event.key === 'Escape') {
      this.#escape(target);
      return;
    }
    if (target.closest('input, select, textarea')) {
      if (target.id === 'search' && (event.key === 'ArrowDown' || event.key === 'Enter')) {
        event.preventDefault();
        $('list').focus();
        this.list.move(this.list.chosen < 0 ? 1 : 0);
      }
      return;
    }
    const inList = target.id === 'list';
    const anywhere = {
      '/': () => { $('search').focus(); $('search').select(); },
      j: () => this.#move(() => this.list.move(1)),
      k: () => this.#move(() => this.list.move(-1)),
      n: () => this.#move(() => this.list.moveToBreak(1)),
      p: () => this.#move(() => this.list.moveToBreak(-1)),
    };
    const inTheList = {
      ArrowDown: () => this.list.move(1),
      ArrowUp: () => this.list.move(-1),
      PageDown: () => this.list.move(this.list.page()),
      PageUp: () => this.list.move(-this.list.page()),
      Home: () => this.list.choose(0),
      End: () => this.list.choose(this.list.shown.length - 1),
      Enter: () => this.open(true),
    };
    const action = anywhere[event.key] ?? (inList ? inTheList[event.key] : undefined);
    if (action) {
      event.preventDefault();
      action();
    }
  }

  #move(step) {
    $('list').focus();
    step();
  }

  #escape(target) {
    if (target.closest('#detail') || (this.detail.open && target.id === 'list')) {
      this.close();
    } else if (target.id === 'search') {
      $('list').focus();
    } else if (this.detail.open) {
      this.detail.hide();
    }
  }
}

themes();
const run = new Run(parsed('run-data'), parsed('rows-data'), parsed('bytes-data'));
if (run.operations > 0) {
  $('filters').hidden = false;
  $('explorer').hidden = false;
  const explorer = new Explorer(run);
  if (run.first >= 0) {
    explorer.list.chooseOperation(run.first);
  }
}
document.documentElement.dataset.ready = 'yes';
