/*
 * The OpsMantik tracker: <script src="/ux-core.js" data-site-id="..."></script>
 *
 * Decides who the visitor is, which of his acts become events, what an event looks like on the wire, and what becomes
 * of one that could not be sent. It knows nothing of answers beyond "refused or not", and nothing of the page beyond
 * links, forms and scrolling.
 *
 * It is a reference: SPEC.md's clauses TRK-001 to TRK-916 say what it does, its losses included (HAZ). Where a line
 * looks like an oversight, a clause asks for it.
 */
(function () {
  'use strict';

  // ── Configuration ─────────────────────────────────────────────────────────────────────────────────────────────────

  const CONFIG = {
    // The page's origin, wherever the script came from: a beacon to the own origin needs no preflight.
    apiUrl: window.location.origin + '/api/sync',
    sessionKey: 'opmantik_session_sid',
    fingerprintKey: 'opmantik_session_fp',
    contextKey: 'opmantik_session_context',
    heartbeatInterval: 30000,
    // Declared and read by nothing: a session ends with its tab (TRK-106).
    sessionTimeout: 1800000,
  };

  console.log('[OPSMANTIK] API URL:', CONFIG.apiUrl);

  if (window.opmantik && window.opmantik._initialized) {
    console.warn('[OPSMANTIK] Tracker already initialized, skipping...');
    return;
  }

  // A running script without the attribute is not helped by another tag that has it: that one is somebody else's.
  const script = document.currentScript || document.querySelector('script[data-site-id]');
  const siteId = script && script.getAttribute('data-site-id');
  if (!siteId) {
    console.warn('[OPSMANTIK] ❌ Site ID not found');
    return;
  }

  console.log('[OPSMANTIK] ✅ Tracker initializing for site:', siteId);

  function isDebugging() {
    return localStorage.getItem('opsmantik_debug') === '1';
  }

  function isVerbose() {
    return isDebugging() || localStorage.getItem('WARROOM_DEBUG') === 'true';
  }

  // ── Session ───────────────────────────────────────────────────────────────────────────────────────────────────────

  const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

  // Math.random, because crypto.randomUUID exists in secure contexts only.
  function generateUUID() {
    return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, place => {
      const digit = Math.floor(Math.random() * 16);
      return (place === 'x' ? digit : (digit & 3) | 8).toString(16);
    });
  }

  // One to six characters: the largest absolute value, 2^31, is zik0zk.
  function hashText(text) {
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
      hash = (31 * hash + text.charCodeAt(i)) | 0;
    }
    return Math.abs(hash).toString(36);
  }

  // A browser without a canvas, or one that refuses to read it back, is told apart by the rest.
  function canvasDataUrl() {
    try {
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d');
      pen.textBaseline = 'top';
      pen.font = '14px Arial';
      pen.fillText('OpsMantik', 2, 2);
      return canvas.toDataURL();
    } catch (err) {
      return '';
    }
  }

  function generateFingerprint() {
    return hashText([
      navigator.userAgent,
      navigator.language,
      screen.width + 'x' + screen.height,
      new Date().getTimezoneOffset(),
      canvasDataUrl(),
    ].join('|'));
  }

  // Not guarded: where storage is refused there is no visitor to speak of, and the caller hears of it.
  function getOrCreateSession() {
    let sessionId = sessionStorage.getItem(CONFIG.sessionKey);
    let fingerprint = localStorage.getItem(CONFIG.fingerprintKey);

    if (!fingerprint) {
      fingerprint = generateFingerprint();
      localStorage.setItem(CONFIG.fingerprintKey, fingerprint);
      console.log('[OPSMANTIK] Generated fingerprint:', fingerprint);
    }

    if (!sessionId || !UUID_V4.test(sessionId)) {
      if (sessionId) {
        console.log('[OPSMANTIK] Migrating session ID to UUID format');
      }
      sessionId = generateUUID();
      sessionStorage.setItem(CONFIG.sessionKey, sessionId);
      console.log('[OPSMANTIK] Created new session:', shortened(sessionId));
    }

    return { sessionId, fingerprint, context: getContext() };
  }

  // Asked at every event and not once a page: an address changed by pushState may bring a click id.
  function getContext() {
    const given = new URLSearchParams(window.location.search).get('gclid');
    if (given) {
      sessionStorage.setItem(CONFIG.contextKey, given);
    }
    const context = given || sessionStorage.getItem(CONFIG.contextKey);
    if (context) {
      console.log('[OPSMANTIK] GCLID detected:', context);
    }
    return context;
  }

  function shortened(sessionId) {
    return sessionId.slice(0, 8) + '...';
  }

  // ── Queue ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  const QUEUE_KEY = 'opsmantik_evtq_v1';
  const QUEUE_LENGTH_MAX = 10;
  const QUEUE_TTL_MS = 60 * 60 * 1000;

  // Read, changed and written without a lock: two tabs at once overwrite each other, as the blueprint has it.
  function readQueue() {
    return JSON.parse(localStorage.getItem(QUEUE_KEY) || '[]');
  }

  function queueEvent(payload) {
    try {
      const queue = readQueue();
      queue.push({ payload, ts: Date.now() });
      localStorage.setItem(QUEUE_KEY, JSON.stringify(queue.slice(-QUEUE_LENGTH_MAX)));
      if (isDebugging()) {
        console.log('[track] queued:', payload.ec + '/' + payload.ea, payload.sid.slice(0, 8), payload.u);
      }
    } catch (err) {
      // Storage that is full or refused, or a queue that is no list: the page must not feel it.
    }
  }

  // What throws here leaves the queue whole, the items already sent included: it is written once, at the end.
  function drainQueue() {
    try {
      const now = Date.now();
      const remaining = [];
      readQueue().forEach(item => {
        // Said this way round, an item without a usable time is not fresh (NaN) and falls out.
        if (now - item.ts < QUEUE_TTL_MS && !sendBeacon(JSON.stringify(item.payload))) {
          remaining.push(item);
        }
      });
      if (remaining.length > 0) {
        localStorage.setItem(QUEUE_KEY, JSON.stringify(remaining));
      } else {
        localStorage.removeItem(QUEUE_KEY);
      }
    } catch (err) {
      // The page view is worth more than what is late.
    }
  }

  // ── Transport ─────────────────────────────────────────────────────────────────────────────────────────────────────

  // True says that the browser took the event, not that it arrived.
  function sendBeacon(body) {
    return navigator.sendBeacon
      && navigator.sendBeacon(CONFIG.apiUrl, new Blob([body], { type: 'application/json' }));
  }

  function sendEvent(category, action, label, value, metadata = {}) {
    const { sessionId, fingerprint, context } = getOrCreateSession();
    const url = window.location.href;
    const referrer = document.referrer || '';
    const sessionMonth = new Date().toISOString().slice(0, 7) + '-01';

    // JSON drops what is undefined: a label or value that was not given is absent, null stays null.
    const payload = {
      s: siteId,
      u: url,
      sid: sessionId,
      sm: sessionMonth,
      ec: category,
      ea: action,
      el: label,
      ev: value,
      r: referrer,
      meta: { fp: fingerprint, gclid: context, ...metadata },
    };

    const summary = { category, action, label, value, sessionId: shortened(sessionId) };
    if (isVerbose()) {
      console.log('[OPSMANTIK] Sending event payload:', { ...summary, url, referrer, meta: payload.meta });
    } else {
      console.log('[OPSMANTIK] Sending event:', summary);
    }

    const body = JSON.stringify(payload);
    const track = outcome => {
      if (isDebugging()) {
        console.log('[track] ' + outcome + ':', category + '/' + action, sessionId.slice(0, 8), url);
      }
    };

    // It survives the page, which a fetch may not.
    if (sendBeacon(body)) {
      track('sent');
      return;
    }

    fetch(CONFIG.apiUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      mode: 'cors',
      credentials: 'omit',
      keepalive: true,
    })
      .then(response => {
        if (response.ok) {
          track('fallback');
        } else {
          queueEvent(payload);
        }
      })
      .catch(() => queueEvent(payload));
  }

  // ── Auto-tracking ─────────────────────────────────────────────────────────────────────────────────────────────────

  // It tells clicks apart, so that a copy of one click makes no second call.
  function makeIntentStamp(kind, href) {
    const chance = Math.random().toString(36).slice(2, 6).padEnd(4, '0');
    return [Date.now(), chance, kind, hashText(href.toLowerCase()).padEnd(6, '0')].join('-');
  }

  function trackLinks(selector, action, kind) {
    document.addEventListener('click', event => {
      const link = event.target.closest(selector);
      if (link) {
        sendEvent('conversion', action, link.href, null, {
          intent_stamp: makeIntentStamp(kind, link.href),
          intent_action: action,
        });
      }
    });
  }

  function trackForms() {
    document.addEventListener('submit', event => {
      const form = event.target;
      if (form.tagName === 'FORM') {
        sendEvent('conversion', 'form_submit', form.id || form.name || 'form');
      }
    });
  }

  // Every new whole percent is an event, not every threshold.
  function trackScroll() {
    let deepest = 0;
    window.addEventListener('scroll', () => {
      const seen = window.scrollY + window.innerHeight;
      const percent = Math.round(seen / document.documentElement.scrollHeight * 100);
      if (percent > deepest) {
        deepest = percent;
        if (percent >= 50) {
          sendEvent('interaction', 'scroll_depth', percent >= 90 ? '90%' : '50%', percent);
        }
      }
    });
  }

  function initAutoTracking() {
    // First and unguarded: a page whose view cannot be sent is not tracked at all.
    sendEvent('interaction', 'view', document.title);

    // Two listeners, so that a phone link that also names wa.me is both.
    trackLinks('a[href^="tel:"]', 'phone_call', 'tel');
    trackLinks('a[href*="wa.me"], a[href*="whatsapp.com"]', 'whatsapp', 'wa');
    trackForms();
    trackScroll();

    setInterval(() => sendEvent('system', 'heartbeat', 'session_active'), CONFIG.heartbeatInterval);

    // Not the end: the page stays after a phone link or a leave that was cancelled.
    window.addEventListener('beforeunload', () => {
      sendEvent('system', 'session_end', 'page_unload', null, { exit_page: window.location.href });
    });

    console.log('[OPSMANTIK] Auto-tracking initialized');
  }

  // ── Start ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  window.opmantik = { send: sendEvent, session: getOrCreateSession, _initialized: true };

  drainQueue();
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', initAutoTracking);
  } else {
    initAutoTracking();
  }
})();
