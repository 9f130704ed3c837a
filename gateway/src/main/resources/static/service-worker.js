/**
 * Keeps the page's own files, so that it opens without a network and says that there is none. It keeps nothing of an
 * account: files depend on the language at most, and no request to the API, to the authorization server or for an MP3 comes
 * here. Newer files win whenever the network is there.
 */

const CACHE = 'soundlift-page';

/** The page, and what it loads. */
const FILES = /^\/([a-z0-9-]+\.(css|js|svg|png|json)|app\/[a-z-]+\.js)?$/;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
	const { origin, pathname } = new URL(event.request.url);
	if (event.request.method === 'GET' && origin === location.origin && FILES.test(pathname)) {
		event.respondWith(answer(event, pathname));
	}
});

/** The page is the same whatever its address asks for, so that the path alone is the key. */
async function answer(event, path) {
	const cache = await caches.open(CACHE);
	try {
		const response = await fetch(event.request);
		if (response.ok && !response.redirected) {
			event.waitUntil(cache.put(path, response.clone()));
		}
		return response;
	}
	catch (error) {
		const kept = await cache.match(path);
		if (kept) {
			return kept;
		}
		throw error;
	}
}
