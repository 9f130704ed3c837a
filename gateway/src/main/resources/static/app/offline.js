/** Has the browser keep the page's files for when there is no network. */

const WORKER = '/service-worker.js';

const CACHE = 'soundlift-page';

/** Registers the worker that hands the files out, where a browser lets it: that is over TLS, or on the same machine. */
export async function keepForOffline() {
	if (!('serviceWorker' in navigator)) {
		return;
	}
	await navigator.serviceWorker.register(workerUrl());
	const loaded = performance.getEntriesByType('resource')
		.map((entry) => new URL(entry.name))
		.filter(({ origin, pathname }) => origin === location.origin && /^\/[^/]+\.(css|js|svg)$|^\/app\//.test(pathname))
		.map(({ pathname }) => pathname);
	const cache = await caches.open(CACHE);
	await cache.addAll(['/', ...new Set(loaded)]);
}

/** The policy against scripts from strings wants to know who vouches for this one. */
function workerUrl() {
	const policy = window.trustedTypes?.createPolicy('service-worker', {
		createScriptURL: (url) => {
			if (url !== WORKER) {
				throw new TypeError(`No worker of this page: ${url}`);
			}
			return url;
		}
	});
	return policy?.createScriptURL(WORKER) ?? WORKER;
}
