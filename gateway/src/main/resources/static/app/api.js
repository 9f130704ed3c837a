/** Calls the gateway as the signed-in user, and knows who that is. */

import { has, message, translated } from './texts.js';

const TIMEOUT_MILLIS = 30_000;

/** Tells of "signed-out", when an answer says so, of "signed-in", when the user is back, and of "user-changed". */
export const events = new EventTarget();

const leaving = new AbortController();

let session = { signedIn: false };

/** An answer that is an error, or no answer at all (status 0), in words for the user. */
export class ApiError extends Error {

	/** The option of a conversion that it is about, if any. */
	option;

	constructor(status, code, message, retryAfterSeconds = 0) {
		super(message);
		this.status = status;
		this.code = code;
		this.retryAfterSeconds = retryAfterSeconds;
	}

}

/** Asks who is signed in. The CSRF token belongs to the session, so it is renewed with it. */
export async function renewSession() {
	const previous = session;
	const current = await json(await request('GET', '/api/session', {}));
	if (!current.signedIn) {
		signedOut();
		return session;
	}
	session = current;
	if (previous.wasSignedIn && previous.email !== current.email) {
		events.dispatchEvent(new Event('user-changed'));
	}
	else if (previous.wasSignedIn) {
		events.dispatchEvent(new Event('signed-in'));
	}
	return session;
}

/** Whoever was signed in at the last look. */
export function currentSession() {
	return session;
}

/** Ends the calls that are under way and lets no further one out, because the session is about to end. */
export function leave() {
	leaving.abort();
}

/** Calls the API, with JSON if there is a body. Resolves to the answer's JSON, or null when it has no content. */
export function call(method, path, body, timeoutMillis = TIMEOUT_MILLIS, headers = {}) {
	const type = (body) ? { 'Content-Type': 'application/json' } : {};
	return withToken(async () => json(
		await request(method, path, { ...csrfHeaders(method), ...type, ...headers }, body, timeoutMillis)));
}

/** Calls the API with headers. Resolves to those of the answer. */
export function callForHeaders(method, path, headers) {
	return withToken(async () => {
		const response = await request(method, path, { ...csrfHeaders(method), ...headers });
		if (!response.ok) {
			throw await errorIn(response);
		}
		return response.headers;
	});
}

/** Makes a call, and makes it again when its CSRF token was that of an earlier session. */
async function withToken(make) {
	try {
		return await make();
	}
	catch (error) {
		if (error.code !== 'csrf-token-missing') {
			throw error;
		}
	}
	await renewSession();
	return make();
}

/** Headers that a call needs so that no other site can make it. */
export function csrfHeaders(method) {
	return (method === 'GET' || !session.csrf) ? {} : { [session.csrf.header]: session.csrf.token };
}

/** Makes an error of what the server has answered, and notices when it says that nobody is signed in. */
export function errorOf(status, body, retryAfter) {
	if (status === 401) {
		signedOut();
	}
	const seconds = Number.parseInt(retryAfter ?? '', 10);
	const error = new ApiError(status, body?.code ?? 'unknown', words(status, body), Number.isNaN(seconds) ? 0 : seconds);
	error.option = body?.option;
	return error;
}

async function request(method, path, headers, body, timeoutMillis = TIMEOUT_MILLIS) {
	try {
		return await fetch(path, {
			method,
			body: body && JSON.stringify(body),
			headers: { Accept: 'application/json', ...headers },
			cache: 'no-store',
			signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(timeoutMillis)])
		});
	}
	catch {
		throw new ApiError(0, 'unreachable', message('problem.unreachable'));
	}
}

async function json(response) {
	if (!response.ok) {
		throw await errorIn(response);
	}
	const body = await response.json().catch(() => null);
	if (body === null && response.status !== 204) {
		throw new ApiError(response.status, 'unknown', message('problem.unreadable-answer'));
	}
	return body;
}

async function errorIn(response) {
	return errorOf(response.status, await response.json().catch(() => null), response.headers.get('Retry-After'));
}

function signedOut() {
	if (session.signedIn) {
		session = { signedIn: false, wasSignedIn: true, email: session.email };
	}
	if (session.wasSignedIn) {
		events.dispatchEvent(new Event('signed-out'));
	}
}

/** The page has words of its own for some problems; what the server says of the others is more exact than its code. */
function words(status, body) {
	const own = `problem.${body?.code}`;
	return (has(own)) ? message(own)
		: translated(own, body?.detail, body) ?? message('problem.other', { status: String(status) });
}
