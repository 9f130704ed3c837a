/** Changes of the user's conversions, as the server tells them by itself. */

const PATH = '/api/conversions/events';

/** Four heartbeats: then the connection is dead, although nobody has said so. */
const SILENCE_MILLIS = 20_000;

/** Streams end now and then, and the browser opens the next after two seconds. */
const GAP_MILLIS = 6_000;

const RETRY_MILLIS = 30_000;

const MAX_RETRY_MILLIS = 600_000;

/** A browser has few connections, so one page that nobody looks at may keep its stream. */
const LOCK = 'soundlift-hidden-stream';

export class Live {

	#handlers;

	#source = null;

	#wanted = false;

	#up = false;

	#timer = null;

	/** Whether the stream has broken, and the browser tries to have it again. */
	#gap = false;

	#retryMillis = RETRY_MILLIS;

	#release = null;

	/**
	 * Takes functions: `conversion` gets a changed conversion and `deleted` the id of one that is gone, `reset` is
	 * called when changes may be missing, `turned` when the stream is up or no more; `isWanted` returns whether a page
	 * that nobody looks at wants changes.
	 */
	constructor(handlers) {
		this.#handlers = handlers;
		document.addEventListener('visibilitychange', () => this.#look());
		addEventListener('online', () => this.#again());
	}

	/** Whether every change is told, so that there is no need to ask. */
	get isUp() {
		return this.#up;
	}

	open() {
		this.#wanted = true;
		this.#look();
	}

	close() {
		this.#wanted = false;
		this.#disconnect();
	}

	/** Ends the stream of a page that nobody looks at, when it is not needed any more. */
	reconsider() {
		if (document.hidden && !this.#handlers.isWanted()) {
			this.#disconnect();
		}
	}

	#look() {
		if (!document.hidden) {
			this.#unlock();
			this.#connect();
		}
		else if (navigator.locks && this.#source && this.#handlers.isWanted()) {
			this.#lock();
		}
		else {
			this.#disconnect();
		}
	}

	#lock() {
		navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
			if (lock && document.hidden && this.#source) {
				return new Promise((resolve) => {
					this.#release = resolve;
				});
			}
			if (document.hidden) {
				this.#disconnect();
			}
			return null;
		});
	}

	#unlock() {
		this.#release?.();
		this.#release = null;
	}

	#connect() {
		if (this.#source || !this.#wanted) {
			return;
		}
		const source = new EventSource(PATH);
		this.#source = source;
		const listen = (name, action) => source.addEventListener(name, (event) => {
			this.#expectMore();
			action(event);
		});
		listen('open', () => {
			this.#retryMillis = RETRY_MILLIS;
			this.#turn(true);
		});
		listen('alive', () => {
			// nothing has changed
		});
		listen('conversion', (event) => this.#handlers.conversion(JSON.parse(event.data)));
		listen('deleted', (event) => this.#handlers.deleted(JSON.parse(event.data).id));
		listen('reset', () => this.#handlers.reset());
		source.addEventListener('error', () => this.#failed(source));
		this.#expectMore();
	}

	/** Begins anew when nothing comes for too long. */
	#expectMore() {
		this.#gap = false;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#again(), SILENCE_MILLIS);
	}

	#failed(source) {
		if (source.readyState === EventSource.CLOSED) {
			// refused: there may be too many streams, or nobody is signed in
			this.#later(this.#retryMillis);
			this.#retryMillis = Math.min(this.#retryMillis * 2, MAX_RETRY_MILLIS);
		}
		else if (!this.#gap) {
			this.#gap = true;
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#later(RETRY_MILLIS), GAP_MILLIS);
		}
	}

	#later(millis) {
		this.#disconnect();
		this.#timer = setTimeout(() => this.#look(), millis);
	}

	#again() {
		this.#disconnect();
		this.#look();
	}

	#disconnect() {
		clearTimeout(this.#timer);
		this.#gap = false;
		this.#source?.close();
		this.#source = null;
		this.#unlock();
		this.#turn(false);
	}

	#turn(up) {
		if (this.#up !== up) {
			this.#up = up;
			this.#handlers.turned();
		}
	}

}
