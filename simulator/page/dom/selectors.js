// Selectors: lists of compounds joined by combinators; of pseudo-classes only those below. Others are a SyntaxError.

const TOKEN = /\s*([>+~])\s*|(\s+)|([\w-]+|\*)|#((?:[\w-]|\\.)+)|\.((?:[\w-]|\\.)+)|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(i)?)?\s*\]|:([\w-]+)(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\))?/y;
const ATTRIBUTE = {
  '=': (has, value) => has === value,
  '^=': (has, value) => value !== '' && has.startsWith(value),
  '$=': (has, value) => value !== '' && has.endsWith(value),
  '*=': (has, value) => value !== '' && has.includes(value),
  '~=': (has, value) => value !== '' && has.split(/\s+/).includes(value),
  '|=': (has, value) => has === value || has.startsWith(value + '-'),
};
const PSEUDO = {
  'not': (element, rest) => !matchesAny(element, rest),
  'is': (element, rest) => matchesAny(element, rest),
  'first-child': element => element.parentNode?.children[0] === element,
  'last-child': element => element.parentNode?.children.at(-1) === element,
  'nth-child': (element, rest) => element.parentNode?.children.indexOf(element) === Number(rest) - 1,
  'checked': element => Boolean(element.checked),
  'root': element => element === document.documentElement,
};
const selectors = new Map();

function splitList(text) {
  const parts = [''];
  let depth = 0;
  for (const one of text) {
    depth += '([{"'.includes(one) && one !== '"' ? 1 : ')]'.includes(one) ? -1 : 0;
    if (one === ',' && depth === 0) {
      parts.push('');
    } else {
      parts[parts.length - 1] += one;
    }
  }
  return parts.map(part => part.trim());
}

function test(found) {
  const [, , , tag, id, name, attribute, operator, double, single, bare, ignoreCase, pseudo, rest] = found;
  if (tag !== undefined) {
    return element => tag === '*' || element.localName === tag.toLowerCase();
  }
  if (id !== undefined) {
    return element => element.getAttribute('id') === id.replaceAll('\\', '');
  }
  if (name !== undefined) {
    return element => (element.getAttribute('class') || '').split(/\s+/).includes(name.replaceAll('\\', ''));
  }
  if (attribute !== undefined) {
    const fold = text => (ignoreCase ? text.toLowerCase() : text);
    const value = fold(double ?? single ?? bare ?? '');
    const compare = operator ? ATTRIBUTE[operator] : () => true;
    return element => element.hasAttribute(attribute) && compare(fold(element.getAttribute(attribute)), value);
  }
  if (!PSEUDO[pseudo] || (pseudo === 'nth-child' && !/^\d+$/.test(rest))) {
    throw new DOMException(`the small DOM does not know the selector :${pseudo}`, 'SyntaxError');
  }
  return element => PSEUDO[pseudo](element, rest);
}

function parseOne(text) {
  const compounds = [{ joined: '', tests: [] }];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) {
      throw new DOMException(`'${text}' is not a valid selector`, 'SyntaxError');
    }
    if (found[1] || found[2]) {
      compounds.push({ joined: found[1] || ' ', tests: [] });
    } else {
      compounds.at(-1).tests.push(test(found));
    }
  }
  if (compounds.some(compound => compound.tests.length === 0)) {
    throw new DOMException(`'${text}' is not a valid selector`, 'SyntaxError');
  }
  return compounds;
}

function parseSelector(text) {
  if (!selectors.has(text)) {
    selectors.set(text, splitList(String(text)).map(parseOne));
  }
  return selectors.get(text);
}

function candidates(element, joined) {
  if (joined === '>') {
    return [element.parentElement];
  }
  const siblings = element.parentNode ? element.parentNode.children : [];
  const before = siblings.slice(0, Math.max(0, siblings.indexOf(element)));
  if (joined === '+') {
    return before.slice(-1);
  }
  if (joined === '~') {
    return before;
  }
  const above = [];
  for (let up = element.parentElement; up; up = up.parentElement) {
    above.push(up);
  }
  return above;
}

function matchesFrom(element, compounds, at) {
  if (!element || !compounds[at].tests.every(one => one(element))) {
    return false;
  }
  return at === 0 || candidates(element, compounds[at].joined).some(one => matchesFrom(one, compounds, at - 1));
}

function matchesAny(element, text) {
  return parseSelector(text).some(compounds => matchesFrom(element, compounds, compounds.length - 1));
}

function selectAll(root, text, enough = Infinity) {
  parseSelector(text);
  const found = [];
  const walk = node => {
    for (const child of node.childNodes) {
      if (found.length < enough && child.nodeType === 1) {
        if (matchesAny(child, text)) {
          found.push(child);
        }
        walk(child);
      }
    }
  };
  walk(root);
  return found.slice(0, enough);
}
