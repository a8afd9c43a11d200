// Rejections nobody handled. The engine has no word for them, so `then` and `constructor` (which `await` reads) are
// watched. What it cannot see: the promise of an async function that nobody ever asked for.

const handled = new WeakSet();
const watched = new WeakSet();
const rejected = [];
const realThen = Promise.prototype.then;
const RealPromise = Promise;
let internal = false;

function inside(task) {
  const before = internal;
  internal = true;
  try {
    return task();
  } finally {
    internal = before;
  }
}

function watch(promise) {
  if (watched.has(promise)) {
    return promise;
  }
  watched.add(promise);
  inside(() => realThen.call(promise, undefined, reason => {
    if (!handled.has(promise)) {
      rejected.push([promise, reason]);
    }
  }));
  Object.defineProperty(promise, 'constructor', {
    configurable: true,
    get() {
      if (!internal) {
        handled.add(promise);
      }
      return RealPromise;
    },
  });
  return promise;
}

RealPromise.prototype.then = function then(fulfilled, failed) {
  if (watched.has(this)) {
    handled.add(this);
  }
  return watch(inside(() => realThen.call(this, fulfilled, failed)));
};
const realReject = RealPromise.reject;
RealPromise.reject = function reject(reason) {
  return watch(realReject.call(this, reason));
};
globalThis.Promise = new Proxy(RealPromise, {
  construct: (target, given, asked) => watch(Reflect.construct(target, given, asked === globalThis.Promise ? target : asked)),
});

function reportRejections() {
  for (const [promise, reason] of rejected.splice(0)) {
    if (!handled.has(promise)) {
      fire(globalThis, new PromiseRejectionEvent('unhandledrejection', { promise, reason, cancelable: true }));
    }
  }
}
