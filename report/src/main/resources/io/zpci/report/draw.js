/* Elements, and the signs of verdicts. Text is always set as text: nothing that a recording says becomes markup. */
const SVG = 'http://www.w3.org/2000/svg';

/** An element of the page, with attributes and children; null and false children are left out. */
function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** An element of a picture. */
function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== false && child !== ''));
  return element;
}

/** Outline and inner line of each verdict's sign, 14 units wide around the origin; as the pictures in SVG files have them. */
const SIGNS = {
  delivered: ['M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z', 'M-3 .2l2.2 2.3l4-4.6'],
  cut: ['M-6.5-6h5v12h-5zM1.5-6h5v12h-5z', 'M0-7.5v15'],
  corrupted: ['M0-7.5L7.5 0L0 7.5L-7.5 0z', 'M-3-1.4h5.4l-1.8-1.8M3 1.4h-5.4l1.8 1.8'],
  refused: ['M-2.9-7h5.8l4.1 4.1v5.8l-4.1 4.1h-5.8l-4.1-4.1v-5.8z', 'M-3.5 0h7'],
  lost: ['M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z', 'M-4.6 4.6l9.2-9.2'],
  unavailable: ['M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z', 'M-3 0h6'],
};

/** The order in which verdicts are listed: what is well first. */
const VERDICTS = ['delivered', 'cut', 'corrupted', 'lost', 'refused', 'unavailable'];

/** Operations that nobody issues are called that. */
function verdictWord(verdict) {
  return verdict === 'unavailable' ? 'not issued' : verdict;
}

/** The sign of a verdict, around a point of a picture. */
function sign(verdict, x = 0, y = 0) {
  const [body, line] = SIGNS[verdict];
  return svg('g', {class: `sign ${verdict}`, transform: `translate(${x} ${y})`},
    svg('path', {class: 'sign-body', d: body}), svg('path', {class: 'sign-line', d: line}));
}

/** The sign of a verdict as high as a line of text. */
function inlineSign(verdict) {
  return svg('svg', {class: 'sign-inline', viewBox: '-8 -8 16 16', 'aria-hidden': 'true'}, sign(verdict));
}

/** 12,345. */
function counted(number) {
  return number.toLocaleString('en-US');
}

/** +0x8 and -0x8. */
function signed(offset) {
  return offset < 0n ? `-0x${(-offset).toString(16)}` : `+0x${offset.toString(16)}`;
}

/** Two digits a byte, a space behind each eighth byte. */
function grouped(hex) {
  return hex.replace(/.{16}(?=.)/g, '$& ');
}

/** The bytes of {hex} back to front. */
function reversed(hex) {
  return (hex.match(/../g) ?? []).reverse().join('');
}
