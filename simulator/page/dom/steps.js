// The only way in. Each step is one task; what it set off stands in the outbox, which is taken when its promises are
// done as well.

const keep = value => (value === undefined ? null : JSON.parse(JSON.stringify(value) ?? 'null'));
const nameOf = error => ({ error: String((error && error.name) || error) });

const STEPS = {
  parse: pieces => {
    parser.pieces = pieces;
    parse();
  },
  arrived: ([id, source]) => scriptArrived(id, source),
  enter,
  done: ([id, failed]) => {
    if (failed) {
      document.currentScript = null;
    }
    scriptDone(id, false);
  },
  threw: ([name, message]) => {
    const error = new (typeof globalThis[name] === 'function' ? globalThis[name] : Error)(message);
    report(error.name === name ? error : Object.assign(error, { name }));
  },
  frame: frameLoaded,
  clock: ([date, monotonic]) => Object.assign(clock, { date, monotonic }),
  timer: fireTimer,
  storage: takeOver,
  landed: ([flight, answer]) => landed(flight, answer),
  online: online => {
    given.online = online;
    fire(globalThis, new Event(online ? 'online' : 'offline'));
  },
  cookies: text => { given.cookies = text; },
  click: ([selector, how]) => {
    const element = document.querySelector(selector);
    if (element) {
      clickOn(element, how);
    }
    return element !== null;
  },
  percent: percent => Math.round((percent / 100) * pageHeight() - innerHeight),
  scroll: y => scrollTo(0, y),
  put: ([area, key, value]) => areaOrRefusal(area).setItem(key, value),
  names: () => globalThis.__spy && globalThis.__spy.names(),
  beacons: ([mode, fromCall, calls]) => globalThis.__spy && globalThis.__spy.order(mode, fromCall, calls),
  evaluate: ([number, code]) => {
    try {
      const value = (0, eval)(code);
      if (value && typeof value.then === 'function') {
        value.then(one => emit('ran', number, { value: keep(one) }), error => emit('ran', number, nameOf(error)));
      } else {
        emit('ran', number, { value: keep(value) });
      }
    } catch (error) {
      emit('ran', number, nameOf(error));
    }
  },
  // Gives whether the visitor is asked, and so stays.
  leaving: () => {
    const event = new BeforeUnloadEvent('beforeunload', { cancelable: true });
    return !(fire(globalThis, event) && event.returnValue === '') && touched;
  },
  hidden: persisted => {
    visible = false;
    fire(globalThis, new PageTransitionEvent('pagehide', { persisted }));
    fire(document, new Event('visibilitychange', { bubbles: true }));
    if (!persisted) {
      fire(globalThis, new Event('unload'));
    }
  },
  shown: () => {
    visible = true;
    fire(document, new Event('visibilitychange', { bubbles: true }));
    fire(globalThis, new PageTransitionEvent('pageshow', { persisted: true }));
  },
  popped: ([url, state]) => {
    const before = writeUrl(here);
    here = parseUrl(url, null);
    historyState = JSON.parse(state);
    fire(globalThis, new PopStateEvent('popstate', { state: historyState }));
    if (before.split('#')[0] === url.split('#')[0] && before !== url) {
      fire(globalThis, new HashChangeEvent('hashchange', { oldURL: before, newURL: url }));
    }
  },
};

return (name, facts) => {
  if (name === 'take') {
    reportRejections();
    const next = nextTimer();
    return JSON.stringify([outbox.splice(0), next ? next.due : null]);
  }
  return JSON.stringify(STEPS[name](JSON.parse(facts)) ?? null);
};
