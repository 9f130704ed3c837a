/** Sends a large file by tus 1.0.0. Whatever comes between, it goes on after the last byte that the server has. */

import { ApiError, call, callForHeaders, csrfHeaders, currentSession, renewSession } from './api.js';
import { loadLimits, PASSING, requireRoom } from './limits.js';
import { message } from './texts.js';
import { exchange, mediaType, readable, requireReadable } from './transfer.js';
import * as memory from './upload-memory.js';

const PATH = '/api/uploads';

/** Smaller files are sent again within a moment. */
const LEAST_BYTES = 8 * 1024 * 1024;

/**
 * A request sends so many bytes; twice as many after each one that succeeds, and the least again after one that fails.
 * Few requests are good for speed and for a trace that can be read. Long ones lose much behind a proxy that collects
 * bodies. The gateway reads the least to its end even if it refuses the request, so that the refusal can be read.
 * A body of ranges always goes in short pieces: a piece may take as long to read as a file fifty times its length.
 */
const MIN_PIECE_BYTES = 8 * 1024 * 1024;

const MAX_PIECE_BYTES = 128 * 1024 * 1024;

const FIRST_PAUSE_MILLIS = 500;

const MAX_PAUSE_MILLIS = 30_000;

const STALLED_MILLIS = 60_000;

const VERSION = { 'Tus-Resumable': '1.0.0' };

/** Whether a file is worth it. */
export function isLarge(file) {
	return file.size >= LEAST_BYTES;
}

/**
 * What an account can go on with, newest first, each as it is remembered and with the offset that the server has, and
 * whether some are being sent, so that they may be found later. Uploads of other devices are among them. So are those of
 * a tab that was closed just now, of which a browser may not tell other tabs at once what it remembers. What the server
 * does not have is forgotten.
 */
export async function findUnfinished(account) {
	const remembered = memory.list(account);
	const { uploads } = await call('GET', PATH);
	remembered.filter((known) => !uploads.some((upload) => upload.id === known.id)).forEach(memory.forget);
	const free = uploads.filter(({ id }) => memory.isFree(id));
	const found = free.map((upload) => {
		const known = remembered.find(({ id }) => id === upload.id)
			?? ((upload.sending || !upload.length) ? null : memory.ofOtherDevice(account, upload));
		return { known, offset: upload.offset };
	}).filter(({ known }) => known !== null);
	return { found, sending: found.length < free.filter(({ length }) => length).length };
}

/** Ends an upload, and has the server delete what it has of it. */
export async function discard(known) {
	try {
		await callForHeaders('DELETE', `${PATH}/${known.id}`, VERSION);
	}
	catch (error) {
		if (!isGone(error)) {
			throw error;
		}
	}
	memory.forget(known);
}

export class ResumableUpload {

	/** Bytes that the server has, as far as is known. */
	offset = 0;

	/** What is remembered of it; null before it has begun. */
	known;

	#file;

	#options;

	/** What is sent: the file, or a body with ranges of it. */
	#content;

	#mediaType;

	/** The body with ranges; null if the file is sent. */
	#sound;

	#pieceBytes = MIN_PIECE_BYTES;

	#maxPieceBytes;

	/** The piece after the one that is on its way, and where it begins; null if there is none. */
	#prepared = null;

	#discarded = false;

	/**
	 * Takes a file, the options for its MP3, the upload to go on with, if that is known already, and a body to send
	 * instead of the file, if any.
	 */
	constructor(file, options, known = null, sound = null) {
		this.#file = file;
		this.#options = options;
		this.#content = sound ?? file;
		this.#mediaType = sound?.type ?? mediaType(file);
		this.#sound = sound;
		this.#maxPieceBytes = (sound) ? MIN_PIECE_BYTES : MAX_PIECE_BYTES;
		this.known = known;
	}

	/**
	 * Sends what is missing, however often it takes. Resolves to the conversion. Rejects when the signal was used,
	 * nobody is signed in, or the server refuses the upload. The watch is told where sending "starts", of "progress" and
	 * of "trouble": an error that may pass, and how often in a row nothing went.
	 */
	async run(signal, watch) {
		try {
			return await this.#goOn(signal, watch);
		}
		finally {
			this.#prepared = null;
		}
	}

	async #goOn(signal, watch) {
		let failures = 0;
		while (true) {
			const before = this.offset;
			try {
				return await this.#go(signal, watch);
			}
			catch (error) {
				if (signal.aborted) {
					throw new ApiError(0, 'cancelled', '');
				}
				if (!mayPass(error)) {
					throw error;
				}
				this.#pieceBytes = MIN_PIECE_BYTES;
				failures = (this.offset > before) ? 1 : failures + 1;
				watch.trouble(error, failures);
				await pause(error, failures, signal);
			}
		}
	}

	/** Ends it for good. */
	async discard() {
		this.#discarded = true;
		if (this.known) {
			await discard(this.known);
		}
	}

	async #go(signal, watch) {
		signal.throwIfAborted();
		await requireReadable(this.#file);
		let headers = await this.#open();
		if (this.#discarded) {
			await this.discard();
		}
		signal.throwIfAborted();
		memory.take(this.known);
		this.offset = Number(headers.get('Upload-Offset'));
		watch.starts(this.offset);
		while (!headers.has('Content-Location')) {
			memory.keepUntil(this.known, expiry(headers));
			headers = await this.#sendPiece(signal, watch);
			this.offset = Number(headers.get('Upload-Offset'));
		}
		const conversion = await call('GET', `/api/conversions/${this.known.id}`);
		memory.forget(this.known);
		return conversion;
	}

	/** What the server says of the upload, which begins unless it is there. */
	async #open() {
		const wanted = await memory.describe(currentSession().email, this.#file, this.#options, this.#sound);
		this.known ??= memory.find(wanted);
		const headers = (this.known) ? await look(this.known) : null;
		if (headers !== null) {
			return headers;
		}
		if (this.known) {
			memory.forget(this.known);
			this.known = null;
		}
		requireRoom(await loadLimits(), this.#content.size);
		const begun = await callForHeaders('POST', PATH,
			{ ...VERSION, 'Upload-Length': this.#content.size, 'Upload-Metadata': this.#metadata() });
		this.known = memory.remember(wanted, begun.get('Location').split('/').pop(), expiry(begun));
		return begun;
	}

	async #sendPiece(signal, watch) {
		const begin = this.offset;
		const piece = await this.#piece(begin);
		const headers = { ...VERSION, ...csrfHeaders('PATCH'), 'Content-Type': 'application/offset+octet-stream',
			'Upload-Offset': begin };
		const request = await unlessStalled(signal, (stoppable, moved) =>
			exchange('PATCH', `${PATH}/${this.known.id}`, headers, piece, stoppable, (bytes) => {
				moved();
				watch.progress(begin + bytes);
			}));
		this.#pieceBytes = Math.min(2 * this.#pieceBytes, this.#maxPieceBytes);
		return new Headers(['Upload-Offset', 'Upload-Expires', 'Content-Location']
			.filter((name) => request.getResponseHeader(name) !== null)
			.map((name) => [name, request.getResponseHeader(name)]));
	}

	/** Resolves to the next bytes. Those of ranges may take as long to read as to send, so more are read meanwhile. */
	async #piece(begin) {
		const prepared = this.#prepared;
		const piece = await readable((prepared?.begin === begin) ? prepared.reading
			: this.#content.slice(begin, begin + this.#pieceBytes));
		this.#prepared = (this.#sound) ? this.#prepare(begin + piece.size) : null;
		return piece;
	}

	#prepare(begin) {
		const reading = this.#content.slice(begin, begin + this.#pieceBytes);
		reading.catch(() => {
			// it rejects again where it is needed
		});
		return { begin, reading };
	}

	#metadata() {
		return Object.entries({ ...this.#options, filename: this.#file.name, filetype: this.#mediaType })
			.map(([name, value]) => `${name} ${base64(value)}`)
			.join(',');
	}

}

async function look(known) {
	try {
		return await callForHeaders('HEAD', `${PATH}/${known.id}`, VERSION);
	}
	catch (error) {
		if (isGone(error)) {
			return null;
		}
		throw error;
	}
}

function isGone(error) {
	return error.status === 404 || error.status === 410;
}

/** Whether it helps to try again, without the user. */
function mayPass(error) {
	const { status, code } = error;
	// a gateway or a proxy that is away or full, but not a store that is
	return code === 'broken' || code === 'unreachable' || PASSING.has(code) || (status >= 500 && status !== 507)
		// another request was still at it, or was cut; the next look tells where the upload is
		|| status === 408 || status === 409 || status === 423 || code === 'upload-incomplete'
		|| code === 'csrf-token-missing' || code === 'no-such-upload' || code === 'upload-expired';
}

/** Breaks what has not moved for so long that its connection must be dead. */
async function unlessStalled(signal, send) {
	const stalled = new AbortController();
	let timer;
	const moved = () => {
		clearTimeout(timer);
		timer = setTimeout(() => stalled.abort(), STALLED_MILLIS);
	};
	moved();
	try {
		return await send(AbortSignal.any([signal, stalled.signal]), moved);
	}
	catch (error) {
		throw (stalled.signal.aborted) ? new ApiError(0, 'broken', message('upload.network-stalled')) : error;
	}
	finally {
		clearTimeout(timer);
	}
}

/** Waits longer each time, and not as long as everybody else. Ends early when the network is back. */
async function pause(error, failures, signal) {
	if (error.code === 'csrf-token-missing') {
		await renewSession().catch(() => {
			// the next attempt tells
		});
	}
	const longest = Math.min(FIRST_PAUSE_MILLIS * 2 ** Math.min(failures - 1, 10), MAX_PAUSE_MILLIS);
	// who holds the upload may be gone long before its lease is over
	const asked = (error.status === 423) ? 0 : error.retryAfterSeconds * 1000;
	const millis = Math.max(asked, longest / 2) + Math.random() * longest / 2;
	await new Promise((resolve) => {
		const end = new AbortController();
		const done = () => {
			clearTimeout(timer);
			end.abort();
			resolve();
		};
		const timer = setTimeout(done, millis);
		signal.addEventListener('abort', done, { signal: end.signal });
		if (error.status === 0) {
			addEventListener('online', done, { signal: end.signal });
		}
	});
	if (signal.aborted) {
		throw new ApiError(0, 'cancelled', '');
	}
}

function expiry(headers) {
	return Date.parse(headers.get('Upload-Expires')) || 0;
}

function base64(value) {
	return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}
