// Put before everything else in a page's head. It tells what the page does (offers, storage writes, console lines,
// cookies, exceptions, scrolling, events it hinders, names it leaves behind) as lines of console.debug, which are heard
// even while a page is being left, and it plays the ways in which navigator.sendBeacon can behave. It keeps no state of
// its own in storage and sends nothing.
(function () {
  'use strict';
  const PREFIX = '{{prefix}}';
  const orders = {{orders}};
  const debug = console.debug.bind(console);
  const load = Math.random().toString(36).slice(2);
  const texts = new WeakMap();
  let lines = 0;
  let offers = 0;
  let calls = 0;

  // Lines are counted, because a browser tells the old ones again when a page comes back from its cache.
  function tell(kind, facts) {
    lines += 1;
    debug(PREFIX + JSON.stringify({ kind: kind, load: load, line: lines, at_ms: Date.now(), ...facts }));
  }

  // ---- what a body says -----------------------------------------------------------------------------------------

  const Blob_ = window.Blob;
  class SpiedBlob extends Blob_ {
    constructor(parts, options) {
      super(parts, options);
      texts.set(this, (parts || []).map(part => (texts.has(part) ? texts.get(part) : String(part))).join(''));
    }
  }
  window.Blob = SpiedBlob;

  function bodyOf(data) {
    if (data instanceof Blob_) {
      return { body: texts.has(data) ? texts.get(data) : '', content_type: data.type };
    }
    return { body: String(data), content_type: typeof data === 'string' ? 'text/plain;charset=UTF-8' : '' };
  }

  function offer(way, url, facts) {
    offers += 1;
    tell('offered', {
      offer: offers,
      way: way,
      url: new URL(String(url), location.href).href,
      evaluating: document.currentScript !== null,
      ready_state: document.readyState,
      ...facts,
    });
    return offers;
  }

  // Half an hour of heartbeats, which are alike, is 70; a burst of 400 events makes 544 offers. Whoever offers more than
  // this never rests: it is told once, and nothing more of the page is sent, or nobody would come to hear of it.
  const SAME_MAX = 200;
  const OFFERS_MAX = 1000;
  const times = new Map();
  let restless = false;
  function isRestless(body) {
    const same = (times.get(body) || 0) + 1;
    times.set(body, same);
    if (!restless && (same > SAME_MAX || offers >= OFFERS_MAX)) {
      restless = true;
      tell('restless', { times: Math.max(same - 1, offers) });
    }
    return restless;
  }

  // ---- sendBeacon, as it is or as it is told to be ----------------------------------------------------------------

  const prototype = Object.getPrototypeOf(navigator);
  const real = navigator.sendBeacon;

  function modeNow() {
    const since = calls - orders.from_call;
    const over = since < 0 || (orders.calls !== null && since >= orders.calls);
    return over ? 'real' : orders.mode;
  }

  function sendBeacon(url, data) {
    calls += 1;
    const mode = modeNow();
    const said = bodyOf(data);
    if (isRestless(said.body)) {
      return true;
    }
    if (mode === 'throws') {
      offer('beacon', url, { ...said, result: 'threw TypeError' });
      throw new TypeError('sendBeacon was told to throw');
    }
    const refuses = mode === 'false' || mode === 'undefined' || (mode === 'alternating' && calls % 2 === 0);
    const result = refuses ? (mode === 'undefined' ? undefined : false) : real.apply(navigator, arguments);
    offer('beacon', url, { ...said, result: String(result) });
    return result;
  }

  function install() {
    if (orders.mode === 'absent') {
      delete navigator.sendBeacon;
      delete prototype.sendBeacon;
    } else {
      Object.defineProperty(navigator, 'sendBeacon', { configurable: true, writable: true, value: sendBeacon });
    }
  }
  if (real) {
    install();
  }

  // ---- fetch ------------------------------------------------------------------------------------------------------

  const fetch_ = window.fetch;
  if (fetch_) {
    window.fetch = function (input, init) {
      const options = init || {};
      if (options.body === undefined || options.body === null) {
        return fetch_.apply(window, arguments);
      }
      const said = bodyOf(options.body);
      if (isRestless(said.body)) {
        return new Promise(() => {});
      }
      const ended = fetch_.apply(window, arguments);
      const headers = new Headers(options.headers || {});
      const number = offer('fetch', input && input.url ? input.url : input, {
        body: said.body,
        content_type: headers.get('content-type') || said.content_type,
        options: {
          method: options.method,
          mode: options.mode,
          credentials: options.credentials,
          keepalive: options.keepalive,
        },
        result: 'pending',
      });
      return ended.then(
        answer => {
          tell('fetch_ended', { offer: number, status: answer.status });
          return answer;
        },
        error => {
          tell('fetch_ended', { offer: number, error: error.name });
          throw error;
        }
      );
    };
  }

  // ---- storage ----------------------------------------------------------------------------------------------------

  function areaOf(storage) {
    try {
      return storage === window.localStorage ? 'local' : 'session';
    } catch (refused) {
      return 'session';
    }
  }

  function spied(method, valueOf) {
    const original = Storage.prototype[method];
    Storage.prototype[method] = function (key) {
      const facts = { area: areaOf(this), key: String(key), value: valueOf(arguments) };
      try {
        original.apply(this, arguments);
      } catch (error) {
        tell('wrote', { ...facts, error: error.name });
        throw error;
      }
      tell('wrote', facts);
    };
  }
  spied('setItem', given => String(given[1]));
  spied('removeItem', () => null);

  function kept(area, owner, method, keyOf) {
    const original = owner && owner.prototype && owner.prototype[method];
    if (original) {
      owner.prototype[method] = function (given) {
        tell('wrote', { area: area, key: keyOf(given), value: '' });
        return original.apply(this, arguments);
      };
    }
  }
  const nameOf = given => String(given && given.name !== undefined ? given.name : given);
  kept('indexedDB', window.IDBFactory, 'open', nameOf);
  kept('caches', window.CacheStorage, 'open', nameOf);
  kept('cookie', window.CookieStore, 'set', nameOf);
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', {
    ...cookie,
    set(text) {
      tell('wrote', { area: 'cookie', key: String(text).split('=')[0].trim(), value: String(text) });
      cookie.set.call(this, text);
    },
  });

  // ---- events that are hindered -----------------------------------------------------------------------------------

  function hindered(event, what) {
    const tracker = String(new Error().stack).includes('/ux-core.js');
    tell('hindered', { what: what, event: event.type, tracker: tracker });
  }
  for (const what of ['preventDefault', 'stopPropagation', 'stopImmediatePropagation']) {
    const original = Event.prototype[what];
    Event.prototype[what] = function () {
      hindered(this, what);
      original.call(this);
    };
  }
  for (const owner of [Event, window.BeforeUnloadEvent]) {
    const original = owner && Object.getOwnPropertyDescriptor(owner.prototype, 'returnValue');
    if (original && original.set) {
      Object.defineProperty(owner.prototype, 'returnValue', {
        ...original,
        set(value) {
          hindered(this, 'returnValue');
          original.set.call(this, value);
        },
      });
    }
  }

  // ---- what is said, thrown, scrolled -----------------------------------------------------------------------------

  function plain(value) {
    try {
      const text = JSON.stringify(value);
      return text === undefined ? String(value) : JSON.parse(text);
    } catch (circular) {
      return String(value);
    }
  }
  for (const level of ['log', 'info', 'warn', 'error']) {
    const original = console[level].bind(console);
    console[level] = function () {
      tell('said', { level: level, arguments: Array.from(arguments, plain) });
      original.apply(console, arguments);
    };
  }

  window.addEventListener('error', event => {
    if (event.message !== undefined) {
      const error = event.error || {};
      tell('threw', { name: error.name || 'Error', message: String(event.message) });
    }
  });
  // A beacon that the page's policy forbids is never begun, and nobody but this event tells of it.
  document.addEventListener('securitypolicyviolation', event => tell('forbidden', { url: event.blockedURI }));
  window.addEventListener('unhandledrejection', event => {
    const error = event.reason || {};
    tell('threw', { name: error.name || 'Error', message: String(error.message || event.reason), rejection: true });
  });
  window.addEventListener('scroll', () => tell('scrolled', { y: window.scrollY }), true);
  window.addEventListener('pageshow', event => {
    window.__persisted = event.persisted;
    if (event.persisted) {
      tell('loaded', { url: location.href, frame: window !== window.parent, restored: true });
    }
  });

  // ---- names that are left behind ---------------------------------------------------------------------------------

  const OWNERS = ['Array', 'Object', 'String', 'Function', 'Promise', 'EventTarget', 'Event', 'History', 'Storage',
    'Document', 'Element', 'HTMLFormElement', 'Navigator', 'XMLHttpRequest'];
  const owners = [['', window], ['console.', console], ['JSON.', JSON], ['history.', history]];
  for (const name of OWNERS) {
    if (window[name] && window[name].prototype) {
      owners.push([name + '.prototype.', window[name].prototype]);
    }
  }

  // Values only: a getter may do something when it is asked. What can be set through one are the pages' handlers.
  function everything() {
    const found = new Map();
    for (const [path, owner] of owners) {
      for (const [name, described] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
        const handler = path === '' && /^on[a-z]/.test(name) && described.get;
        found.set(path + name, handler ? window[name] : 'value' in described ? described.value : described.get);
      }
    }
    return found;
  }
  let before;
  function names() {
    const now = Array.from(everything());
    const news = now.filter(([name, value]) => !before.has(name) || (before.get(name) !== value && isMade(value)));
    tell('named', { names: news.map(([name]) => name).filter(name => !/^\d+$|^__(pw|playwright|spy|persisted)|sendBeacon$/.test(name)) });
  }
  const isMade = value => typeof value === 'function' || (typeof value === 'object' && value !== null);

  // The rig's own hand in an open page.
  window.__spy = {
    names: names,
    order(mode, from_call, limit) {
      const was = orders.mode;
      Object.assign(orders, { mode: mode, from_call: from_call, calls: limit });
      calls = 0;
      if (real && (was === 'absent' || mode === 'absent')) {
        install();
      }
    },
  };
  before = everything();
  tell('loaded', { url: location.href, frame: window !== window.parent });
})();
