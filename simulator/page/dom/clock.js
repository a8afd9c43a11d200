// Time and chance: Date, timers and performance on the page's own clock, Math.random and crypto from the page's seed.

const clock = { date: given.date_ms, monotonic: 0 };
const timers = new Map(); // id: {due, callback, given, every}
let lastTimer = 0;

function setTimer(callback, delay, rest, repeats) {
  const wait = Math.max(repeats ? 1 : 0, Math.trunc(Number(delay) || 0));
  lastTimer += 1;
  timers.set(lastTimer, { id: lastTimer, due: clock.monotonic + wait, callback, given: rest, every: repeats ? wait : null });
  return lastTimer;
}

function nextTimer() {
  let next = null;
  for (const one of timers.values()) {
    if (!next || one.due < next.due) {
      next = one;
    }
  }
  return next;
}

function fireTimer() {
  const one = nextTimer();
  if (!one || one.due > clock.monotonic) {
    return;
  }
  if (one.every === null) {
    timers.delete(one.id);
  } else {
    timers.delete(one.id);
    timers.set(one.id, { ...one, due: one.due + one.every });
  }
  guarded(() => (typeof one.callback === 'function' ? one.callback.apply(globalThis, one.given) : (0, eval)(String(one.callback))));
}

// ---- Date ----------------------------------------------------------------------------------------------------------

const RealDate = Date;
const MINUTE_MS = 60_000;

function offsetMinutes(at) {
  let offset = given.zone[0][1];
  for (const [from, minutes] of given.zone) {
    if (from <= at) {
      offset = minutes;
    }
  }
  return offset;
}

function fromLocal(parts) {
  const [year, ...rest] = parts;
  const asUtc = RealDate.UTC(year, ...rest);
  return asUtc - offsetMinutes(asUtc - offsetMinutes(asUtc) * MINUTE_MS) * MINUTE_MS;
}

function Date_(...parts) {
  if (!new.target) {
    return new Date_().toString();
  }
  const moment = parts.length === 0 ? clock.date : parts.length === 1 ? parts[0] : fromLocal(parts);
  return Reflect.construct(RealDate, [moment], new.target);
}
Date_.prototype = RealDate.prototype;
Object.defineProperties(Date_, {
  now: { configurable: true, writable: true, value: () => clock.date },
  parse: { configurable: true, writable: true, value: RealDate.parse },
  UTC: { configurable: true, writable: true, value: RealDate.UTC },
  name: { configurable: true, value: 'Date' },
  length: { configurable: true, value: 7 },
});
RealDate.prototype.constructor = Date_;
globalThis.Date = Date_;

const local = date => new RealDate(date.getTime() + offsetMinutes(date.getTime()) * MINUTE_MS);
for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
  RealDate.prototype['get' + part] = function () { return local(this)['getUTC' + part](); };
}
RealDate.prototype.getTimezoneOffset = function () { return -offsetMinutes(this.getTime()) || 0; };
RealDate.prototype.toString = function () {
  const offset = offsetMinutes(this.getTime());
  const two = number => String(Math.floor(number)).padStart(2, '0');
  const zone = (offset < 0 ? '-' : '+') + two(Math.abs(offset) / 60) + two(Math.abs(offset) % 60);
  return Number.isNaN(this.getTime()) ? 'Invalid Date' : local(this).toUTCString().replace(/^(\w+), (\d+) (\w+)/, '$1 $3 $2').replace('GMT', 'GMT' + zone);
};

// ---- chance --------------------------------------------------------------------------------------------------------

const state = [given.seed >>> 0, (given.seed / 2 ** 32) >>> 0, 0x9e3779b9, 1];

function bits32() {
  const sum = (state[0] + state[1] + state[3]) | 0;
  state[3] = (state[3] + 1) | 0;
  state[0] = state[1] ^ (state[1] >>> 9);
  state[1] = (state[2] + (state[2] << 3)) | 0;
  state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum;
  return sum >>> 0;
}
for (let warming = 0; warming < 12; warming++) {
  bits32();
}
Math.random = function random() { return ((bits32() >>> 5) * 2 ** 26 + (bits32() >>> 6)) / 2 ** 53; };

function makeUuid() {
  const hex = Array.from({ length: 4 }, () => bits32().toString(16).padStart(8, '0')).join('');
  const variant = (8 + (parseInt(hex[16], 16) & 3)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const crypto = {
  randomUUID: makeUuid,
  getRandomValues(array) {
    for (let at = 0; at < array.length; at++) {
      array[at] = bits32();
    }
    return array;
  },
};
const performance = {
  timeOrigin: given.date_ms,
  now: () => clock.monotonic - given.monotonic_ms,
  mark() {},
  measure() {},
  getEntries: () => [],
  getEntriesByType: () => [],
  getEntriesByName: () => [],
};
clock.monotonic = given.monotonic_ms;
