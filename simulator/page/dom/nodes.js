// Nodes: a tree, attributes, and what becomes of a script or a frame that is put into the document.

const VOID_TAGS = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);

class Node extends EventTarget {
  constructor(nodeType) {
    super();
    this.nodeType = nodeType;
    this.parentNode = null;
    this.childNodes = [];
  }

  get ownerDocument() { return this === document ? null : document; }
  get parentElement() { return this.parentNode && this.parentNode.nodeType === 1 ? this.parentNode : null; }
  get children() { return this.childNodes.filter(node => node.nodeType === 1); }
  get firstChild() { return this.childNodes[0] || null; }
  get lastChild() { return this.childNodes.at(-1) || null; }
  get firstElementChild() { return this.children[0] || null; }
  get nextSibling() { return this.parentNode ? this.parentNode.childNodes[this.parentNode.childNodes.indexOf(this) + 1] || null : null; }
  get isConnected() { return document.contains(this); }
  get textContent() { return this.childNodes.filter(node => node.nodeType !== 8).map(node => node.textContent).join(''); }
  set textContent(text) { this.replaceChildren(...(String(text) ? [String(text)] : [])); }

  contains(node) {
    while (node && node !== this) {
      node = node.parentNode;
    }
    return node === this;
  }

  appendChild(node) { return this.insertBefore(node, null); }

  insertBefore(node, before) {
    if (node.nodeType === 11) {
      [...node.childNodes].forEach(child => this.insertBefore(child, before));
      return node;
    }
    if (node.contains(this)) {
      throw new DOMException('The new child element contains the parent.', 'HierarchyRequestError');
    }
    node.remove();
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    if (at < 0) {
      throw new DOMException('The node before which the new node is to be inserted is not a child of this node.', 'NotFoundError');
    }
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
    if (this.isConnected) {
      connected(node);
    }
    return node;
  }

  removeChild(node) {
    if (node.parentNode !== this) {
      throw new DOMException('The node to be removed is not a child of this node.', 'NotFoundError');
    }
    node.remove();
    return node;
  }

  replaceChild(node, old) {
    this.insertBefore(node, old);
    return this.removeChild(old);
  }

  remove() {
    if (this.parentNode) {
      this.parentNode.childNodes.splice(this.parentNode.childNodes.indexOf(this), 1);
      this.parentNode = null;
    }
  }

  append(...nodes) { nodes.forEach(node => this.appendChild(asNode(node))); }
  prepend(...nodes) { nodes.reverse().forEach(node => this.insertBefore(asNode(node), this.firstChild)); }
  replaceChildren(...nodes) {
    [...this.childNodes].forEach(node => node.remove());
    this.append(...nodes);
  }
  before(...nodes) { nodes.forEach(node => this.parentNode.insertBefore(asNode(node), this)); }
  after(...nodes) { nodes.reverse().forEach(node => this.parentNode.insertBefore(asNode(node), this.nextSibling)); }
  replaceWith(...nodes) {
    this.before(...nodes);
    this.remove();
  }
  hasChildNodes() { return this.childNodes.length > 0; }
  querySelector(text) { return selectAll(this, text, 1)[0] || null; }
  querySelectorAll(text) { return selectAll(this, text); }
  getElementsByTagName(tag) { return selectAll(this, tag); }
  getElementsByClassName(name) { return selectAll(this, '.' + name); }
}

const asNode = value => (value instanceof Node ? value : new Text(value));

class Text extends Node {
  constructor(text = '') {
    super(3);
    this.data = String(text);
  }
  get textContent() { return this.data; }
  set textContent(text) { this.data = String(text); }
  get nodeName() { return '#text'; }
}
class Comment extends Text {
  constructor(text) {
    super(text);
    this.nodeType = 8;
  }
}
class DocumentFragment extends Node {
  constructor() { super(11); }
}

class Element extends Node {
  #attributes = new Map();

  constructor(tag) {
    super(1);
    this.localName = tag.toLowerCase();
    this.style = styleOf(this);
  }

  get tagName() { return this.localName.toUpperCase(); }
  get nodeName() { return this.tagName; }
  get attributes() { return [...this.#attributes].map(([name, value]) => ({ name, value })); }
  getAttribute(name) { return this.#attributes.get(String(name).toLowerCase()) ?? null; }
  hasAttribute(name) { return this.#attributes.has(String(name).toLowerCase()); }
  setAttribute(name, value) { this.#attributes.set(String(name).toLowerCase(), String(value)); }
  removeAttribute(name) { this.#attributes.delete(String(name).toLowerCase()); }
  toggleAttribute(name) { return this.hasAttribute(name) ? (this.removeAttribute(name), false) : (this.setAttribute(name, ''), true); }

  get dataset() {
    const named = key => 'data-' + String(key).replace(/[A-Z]/g, one => '-' + one.toLowerCase());
    return new Proxy({}, {
      get: (target, key) => (typeof key === 'string' ? this.getAttribute(named(key)) ?? undefined : undefined),
      set: (target, key, value) => { this.setAttribute(named(key), value); return true; },
      has: (target, key) => this.hasAttribute(named(key)),
    });
  }
  get classList() {
    const names = () => (this.getAttribute('class') || '').split(/\s+/).filter(Boolean);
    const write = list => this.setAttribute('class', [...new Set(list)].join(' '));
    return {
      contains: name => names().includes(name),
      add: (...more) => write([...names(), ...more]),
      remove: (...less) => write(names().filter(name => !less.includes(name))),
      toggle: name => (names().includes(name) ? (write(names().filter(one => one !== name)), false) : (write([...names(), name]), true)),
    };
  }
  matches(text) { return matchesAny(this, text); }
  closest(text) {
    let node = this;
    while (node && !matchesAny(node, text)) {
      node = node.parentElement;
    }
    return node;
  }
  get innerText() { return this.textContent; }
  set innerText(text) { this.textContent = text; }
  get innerHTML() { return this.childNodes.map(written).join(''); }
  set innerHTML(text) { this.replaceChildren(...fragment(text)); }
  get outerHTML() { return written(this); }
  insertAdjacentHTML(place, text) { this.insertAdjacentElement(place, ...fragment(text)); }
  insertAdjacentElement(place, ...nodes) {
    ({ beforebegin: this.before, afterbegin: this.prepend, beforeend: this.append, afterend: this.after })[place].call(this, ...nodes);
    return nodes[0];
  }
  get scrollHeight() { return this === document.documentElement || this === document.body ? pageHeight() : heightOf(this); }
  get clientHeight() { return this === document.documentElement ? innerHeight : heightOf(this); }
  get offsetHeight() { return heightOf(this); }
  get scrollTop() { return this === document.documentElement ? scrollY : 0; }
  set scrollTop(y) { scrollTo(0, y); }
  focus() {}
  blur() {}
  scrollIntoView() {}
  click() { activate(this, new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }), {}); }
}
for (const [property, attribute] of Object.entries({ id: 'id', className: 'class', name: 'name', title: 'title', lang: 'lang', rel: 'rel', target: 'target', type: 'type', alt: 'alt' })) {
  Object.defineProperty(Element.prototype, property, {
    configurable: true,
    get() { return this.getAttribute(attribute) || ''; },
    set(value) { this.setAttribute(attribute, value); },
  });
}

const escaped = (text, quotes) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', quotes ? '&quot;' : '"');

function written(node) {
  if (node.nodeType !== 1) {
    return node.nodeType === 8 ? `<!--${node.data}-->` : escaped(node.data || '', false);
  }
  const attributes = node.attributes.map(({ name, value }) => ` ${name}="${escaped(value, true)}"`).join('');
  const open = `<${node.localName}${attributes}>`;
  return VOID_TAGS.has(node.localName) ? open : `${open}${node.innerHTML}</${node.localName}>`;
}

// Enough HTML for what pages put in by hand: tags, attributes, texts with the five common entities. Scripts in it do
// not run, as they do not in a browser.
function fragment(text) {
  const root = new DocumentFragment();
  const open = [root];
  const plain = given => given.replace(/&(amp|lt|gt|quot|#39);/g, (all, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]);
  for (const [, closing, tag, attributes, words] of String(text).matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|([^<]+)/g)) {
    if (words !== undefined) {
      open.at(-1).appendChild(new Text(plain(words)));
    } else if (closing) {
      const at = open.findLastIndex(node => node.localName === tag.toLowerCase());
      open.length = at > 0 ? at : open.length;
    } else {
      const element = makeElement(tag);
      element.inert = true;
      for (const [, name, double, single, bare] of attributes.matchAll(/([^\s=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g)) {
        element.setAttribute(name, plain(double ?? single ?? bare ?? ''));
      }
      open.at(-1).appendChild(element);
      if (!VOID_TAGS.has(element.localName)) {
        open.push(element);
      }
    }
  }
  return [...root.childNodes];
}

function styleOf(element) {
  return new Proxy({}, {
    get: (values, name) => (name === 'cssText' ? element.getAttribute('style') || '' : styleValue(element.getAttribute('style') || '', name)),
    set: (values, name, value) => {
      const rest = name === 'cssText' ? '' : (element.getAttribute('style') || '').replace(/;?\s*$/, '; ');
      element.setAttribute('style', name === 'cssText' ? value : `${rest}${cssName(name)}: ${value}`);
      return true;
    },
  });
}
const cssName = name => String(name).replace(/[A-Z]/g, one => '-' + one.toLowerCase());
const styleValue = (text, name) =>
  text.split(';').map(part => part.split(':')).filter(([key]) => key.trim() === cssName(name)).map(([, ...value]) => value.join(':').trim()).at(-1) || '';
