/** Remembers in this browser which uploads are unfinished, by account, so that they go on after the page was closed. */

const KEY = 'soundlift.unfinished-uploads';

/** Bytes at either end of a file that make its fingerprint. */
const END_BYTES = 1024 * 1024;

/**
 * Tells of "gone" with the id of an upload that is not to be offered any more, and of "released", when another tab has
 * let go of one.
 */
export const events = new EventTarget();

/** Other tabs of this browser: they are asked for, and tell of, the uploads that they have taken. */
const tabs = new BroadcastChannel(KEY);

/** They are asked anew so often, since one may be gone without a word. */
const ASK_MILLIS = 2000;

const taken = new Set();

/** When another tab has last told that it has taken an upload, by its id. */
const takenElsewhere = new Map();

tabs.addEventListener('message', ({ data }) => {
	if (data.ask) {
		taken.forEach((id) => tabs.postMessage({ taken: id }));
	}
	else if (data.released) {
		released(data.released);
	}
	else {
		if (takenElsewhere.size === 0) {
			askAnew();
		}
		takenElsewhere.set(data.taken, Date.now());
		gone(data.taken);
	}
});

addEventListener('pagehide', () => taken.forEach((id) => tabs.postMessage({ released: id })));

/** The unfinished uploads of an account that no tab has taken, as far as is known now. Oldest first. */
export function list(account) {
	tabs.postMessage({ ask: true });
	return read().filter((known) => known.account === account && isFree(known.id));
}

/** Whether no tab has taken an upload, as far as is known now. */
export function isFree(id) {
	return !taken.has(id) && !takenElsewhere.has(id);
}

/** What makes two uploads the same: the file, what is wanted, and the body that is sent if not the file. */
export async function describe(account, file, options, sound = null) {
	const { name, size, lastModified } = file;
	const wanted = { account, name, size, lastModified, fingerprint: await fingerprint(file), options };
	return (sound) ? { ...wanted, soundBytes: sound.size, soundType: sound.type } : wanted;
}

/** Whether an upload began with a body: its type has a boundary that tells bodies from each other. */
export function beganWith(known, sound) {
	return known.soundBytes === sound.size && known.soundType === sound.type;
}

/** The unfinished upload that is the same; null without one. */
export function find(wanted) {
	return list(wanted.account).find((known) => known.soundBytes === wanted.soundBytes && Object.keys(wanted)
		.every((key) => JSON.stringify(known[key]) === JSON.stringify(wanted[key]))) ?? null;
}

/** Remembers an upload that has begun. */
export function remember(wanted, id, expires) {
	const known = { ...wanted, id, expires };
	write([...read(), known]);
	return known;
}

/** What would be remembered of an upload that another device has begun. */
export function ofOtherDevice(account, { id, fileName, length, expiresAt }) {
	return { account, name: fileName, size: length, fingerprint: null, options: {}, id, expires: Date.parse(expiresAt) };
}

/** Notes until when the server keeps an upload. */
export function keepUntil(known, expires) {
	if (expires > known.expires) {
		known.expires = expires;
		write(read().map((other) => (other.id === known.id) ? known : other));
	}
}

export function forget(known) {
	taken.delete(known.id);
	write(read().filter((other) => other.id !== known.id));
	gone(known.id);
}

/** Notes that this tab has taken an upload, so that none offers to go on with it. */
export function take(known) {
	taken.add(known.id);
	tabs.postMessage({ taken: known.id });
	gone(known.id);
}

/** Notes that this tab can't go on with an upload unless its file is chosen again. */
export function release(known) {
	taken.delete(known.id);
	tabs.postMessage({ released: known.id });
}

/** Whether a file is the one that an upload began with: its size and, if it began here, its first and last bytes. */
export async function fits(file, known) {
	return file.size === known.size && [null, await fingerprint(file)].includes(known.fingerprint);
}

/**
 * FNV-1a, as up to eight hexadecimal digits. It has to tell files of one user from each other, not to withstand
 * anybody, and works where the page is not served by TLS, where browsers offer no SHA-256.
 */
export function hash(bytes) {
	let value = 0x811c9dc5;
	for (const byte of bytes) {
		value = Math.imul(value ^ byte, 0x01000193);
	}
	return (value >>> 0).toString(16);
}

async function fingerprint(file) {
	const ends = new Blob([file.slice(0, END_BYTES), file.slice(-END_BYTES)]);
	return hash(new Uint8Array(await ends.arrayBuffer()));
}

/** Asks as long as other tabs have taken uploads. What none tells of any more is released. */
function askAnew() {
	let asked = 0;
	const timer = setInterval(() => {
		takenElsewhere.forEach((told, id) => (told < asked) && released(id));
		if (takenElsewhere.size === 0) {
			clearInterval(timer);
			return;
		}
		asked = Date.now();
		tabs.postMessage({ ask: true });
	}, ASK_MILLIS);
}

function released(id) {
	takenElsewhere.delete(id);
	events.dispatchEvent(new Event('released'));
}

function gone(id) {
	events.dispatchEvent(new CustomEvent('gone', { detail: id }));
}

/** Whatever is there and still kept by the server. Without storage nothing is remembered. */
function read() {
	try {
		const all = JSON.parse(localStorage.getItem(KEY) ?? '[]');
		return all.filter((known) => known.expires > Date.now());
	}
	catch {
		return [];
	}
}

function write(all) {
	try {
		if (all.length > 0) {
			localStorage.setItem(KEY, JSON.stringify(all));
		}
		else {
			localStorage.removeItem(KEY);
		}
	}
	catch {
		// the upload goes on as long as this tab
	}
}
