// The window: address, history, document, navigator, screen, console. What it does not have is undefined.

let here = parseUrl(given.url, null);
let historyState = null;
let touched = false;
let scrolled = 0;
let visible = true;
const width = given.width;
const innerHeight = given.height;
const outbox = [];

function emit(kind, ...facts) {
  outbox.push([kind, ...facts]);
}

const pageOrigin = () => (given.sandboxed ? 'null' : originOf(here));

class Location {
  assign(text) { navigate(text); }
  replace(text) { navigate(text, { replace: true }); }
  reload() { navigate(writeUrl(here), { reload: true, replace: true }); }
  toString() { return this.href; }
  get href() { return writeUrl(here); }
  set href(text) { navigate(text); }
  get origin() { return originOf(here); }
}
for (const part of ['protocol', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']) {
  Object.defineProperty(Location.prototype, part, {
    get() { return new URL(writeUrl(here))[part]; },
    set(value) {
      const url = new URL(writeUrl(here));
      url[part] = value;
      navigate(part === 'hash' && !url.hash ? url.href + '#' : url.href);
    },
  });
}
const location = new Location();

class History {
  get length() { return given.history; }
  get state() { return historyState; }
  #move(state, url, how) {
    const to = url === undefined || url === null ? here : resolved(url);
    if (!to || originOf(to) !== originOf(here)) {
      throw new DOMException(`A history state object with URL '${url}' cannot be created in a document with origin '${pageOrigin()}'.`, 'SecurityError');
    }
    moveTo(to, how, JSON.parse(JSON.stringify(state ?? null)), false);
  }
  pushState(state, unused, url) { this.#move(state, url, 'push'); }
  replaceState(state, unused, url) { this.#move(state, url, 'replace'); }
  back() { emit('back', -1); }
  forward() { emit('back', 1); }
  go(by = 0) { by ? emit('back', by) : location.reload(); }
}
const history = new History();

class Document extends Node {
  constructor() {
    super(9);
    this.readyState = 'loading';
    this.currentScript = null;
  }
  get visibilityState() { return visible ? 'visible' : 'hidden'; }
  get hidden() { return !visible; }
  get referrer() { return given.referrer; }
  get characterSet() { return 'UTF-8'; }
  get compatMode() { return 'CSS1Compat'; }
  get URL() { return writeUrl(here); }
  get documentURI() { return writeUrl(here); }
  get domain() { return here.host || ''; }
  get baseURI() { return writeUrl(resolved('')); }
  get location() { return location; }
  set location(text) { navigate(text); }
  get defaultView() { return globalThis; }
  get documentElement() { return this.children[0] || null; }
  get scrollingElement() { return this.documentElement; }
  get head() { return this.documentElement?.children.find(one => one.localName === 'head') || null; }
  get body() { return this.documentElement?.children.find(one => one.localName === 'body') || null; }
  get activeElement() { return this.body; }
  get title() { return (this.querySelector('title')?.textContent || '').trim().replace(/[ \t\n\f\r]+/g, ' '); }
  set title(text) {
    const title = this.querySelector('title') || this.head.appendChild(makeElement('title'));
    title.textContent = text;
  }
  get scripts() { return this.querySelectorAll('script'); }
  get forms() { return this.querySelectorAll('form'); }
  get links() { return this.querySelectorAll('a[href]'); }
  get cookie() { return given.sandboxed ? '' : given.cookies; }
  set cookie(text) {
    const [pair] = String(text).split(';');
    const name = pair.split('=')[0].trim();
    const others = given.cookies.split('; ').filter(one => one && one.split('=')[0] !== name);
    given.cookies = [...others, pair.trim()].join('; ');
    emit('cookie', String(text));
  }
  createElement(tag) { return makeElement(tag); }
  createElementNS(space, tag) { return makeElement(tag); }
  createTextNode(text) { return new Text(text); }
  createComment(text) { return new Comment(text); }
  createDocumentFragment() { return new DocumentFragment(); }
  createEvent() { return new Event(''); }
  getElementById(id) { return selectAll(this, `[id="${String(id)}"]`, 1)[0] || null; }
  getElementsByName(name) { return selectAll(this, `[name="${String(name)}"]`); }
  hasFocus() { return true; }
}
const document = new Document();

class Navigator {
  get userAgent() { return given.user_agent; }
  get appVersion() { return given.user_agent.replace(/^Mozilla\//, ''); }
  get language() { return given.locale; }
  get languages() { return [given.locale]; }
  get onLine() { return given.online; }
  get cookieEnabled() { return true; }
  get platform() { return 'Linux x86_64'; }
  get vendor() { return 'Google Inc.'; }
  get webdriver() { return true; }
  get hardwareConcurrency() { return 2; }
  get maxTouchPoints() { return 0; }
  get doNotTrack() { return null; }
}
Navigator.prototype.sendBeacon = sendBeacon;
const navigator = new Navigator();

class Screen {
  width = given.screen_width;
  height = given.screen_height;
  availWidth = given.screen_width;
  availHeight = given.screen_height;
  colorDepth = 24;
  pixelDepth = 24;
}
const screen = new Screen();

const console = {};
for (const level of ['log', 'info', 'warn', 'error', 'trace', 'table', 'group', 'groupEnd', 'time', 'timeEnd', 'assert']) {
  console[level] = () => {};
}
console.debug = (...said) => emit('said', said.map(String).join(' '));

function scrollTo(first, second) {
  const y = typeof first === 'object' && first ? first.top ?? scrolled : Number(second) || 0;
  const reached = Math.max(0, Math.min(y, pageHeight() - innerHeight));
  if (reached !== scrolled) {
    scrolled = reached;
    fire(document, new Event('scroll', { bubbles: true }));
  }
}

class Window extends EventTarget {}
Object.setPrototypeOf(globalThis, Window.prototype);
const frame = {
  postMessage() {},
};
const TIMERS = {
  setTimeout: (callback, delay, ...rest) => setTimer(callback, delay, rest, false),
  setInterval: (callback, delay, ...rest) => setTimer(callback, delay, rest, true),
  clearTimeout: id => { timers.delete(Number(id)); },
  clearInterval: id => { timers.delete(Number(id)); },
  requestAnimationFrame: callback => setTimer(() => callback(clock.monotonic), 16, [], false),
  cancelAnimationFrame: id => { timers.delete(Number(id)); },
  requestIdleCallback: callback => setTimer(() => callback({ didTimeout: false, timeRemaining: () => 50 }), 1, [], false),
};
const MADE = {
  Event, UIEvent, MouseEvent, CustomEvent, SubmitEvent, ErrorEvent, PromiseRejectionEvent, PageTransitionEvent, PopStateEvent,
  HashChangeEvent, StorageEvent, BeforeUnloadEvent, EventTarget, Node, Text, Comment, DocumentFragment, Element, HTMLElement,
  HTMLAnchorElement, HTMLFormElement, HTMLInputElement, HTMLButtonElement, HTMLScriptElement, HTMLIFrameElement,
  HTMLImageElement, HTMLCanvasElement, Document, Window, Location, History, Navigator, Screen, Storage, Blob, Headers,
  Response, AbortController, AbortSignal, URL, URLSearchParams, document, navigator, screen, history, console, crypto,
  performance, fetch, scrollTo, ...TIMERS,
  Image: function () { return makeElement('img'); },
  scroll: scrollTo,
  scrollBy: (x, y) => scrollTo(0, scrolled + (typeof x === 'object' && x ? x.top || 0 : Number(y) || 0)),
  innerWidth: width, innerHeight, outerWidth: width, outerHeight: innerHeight, devicePixelRatio: 1,
  name: '', closed: false, length: 0, isSecureContext: true, status: '',
  alert() {}, print() {}, focus() {}, blur() {}, stop() {}, postMessage() {},
  confirm: () => false,
  prompt: () => null,
  close() { emit('close'); },
  open(url = '', target = '', features = '') {
    const apart = /\bno(opener|referrer)\b/.test(features);
    emit('open', { url: url ? writeUrl(resolved(url)) : 'about:blank', opener: !apart, referrer: !/noreferrer/.test(features) });
    return apart ? null : { closed: false, close() {}, focus() {}, postMessage() {}, opener: globalThis };
  },
  getComputedStyle: element => new Proxy({}, { get: (values, name) => styled(element, cssName(name)) }),
  matchMedia: media => ({ matches: false, media, addEventListener() {}, removeEventListener() {}, addListener() {} }),
};
for (const [name, value] of Object.entries(MADE)) {
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, enumerable: false, value });
}
const LOOKED_UP = {
  window: () => globalThis, self: () => globalThis, frames: () => globalThis, origin: pageOrigin,
  top: () => (given.frame ? frame : globalThis), parent: () => (given.frame ? frame : globalThis), opener: () => (given.opener ? frame : null),
  scrollY: () => scrolled, pageYOffset: () => scrolled, scrollX: () => 0, pageXOffset: () => 0,
  localStorage: () => areaOrRefusal('local'), sessionStorage: () => areaOrRefusal('session'),
};
for (const [name, get] of Object.entries(LOOKED_UP)) {
  Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, get });
}
Object.defineProperty(globalThis, 'location', { get: () => location, set: text => navigate(text) });
delete globalThis.gc;
