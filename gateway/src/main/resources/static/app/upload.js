/** One chosen file on its way to the server, with its row. */

import { ApiError, renewSession } from './api.js';
import { size, wait } from './format.js';
import { loadLimits, PASSING, reason, requireRoom } from './limits.js';
import { announce, fromTemplate, setAction, setOptionalText, setText, setVisible } from './page.js';
import { Speed } from './speed.js';
import { mediaType, send } from './transfer.js';

/** Times that a full server is asked again without the user. */
const MAX_BUSY = 20;

export class Upload {

	/** "waiting", "sending", "storing", "busy", "paused" or "failed". */
	state = 'waiting';

	#file;

	#options;

	#abort = new AbortController();

	#speed = new Speed();

	#sent = 0;

	#busy = 0;

	#busyCode = null;

	#error = null;

	#final = false;

	#onRemove;

	constructor(file, options, { onRetry, onRemove }) {
		this.#file = file;
		this.#options = options;
		this.row = fromTemplate('upload-row');
		const name = file.name;
		setText(this.row.querySelector('bdi'), name);
		this.progress = this.row.querySelector('progress');
		this.progress.setAttribute('aria-label', `Upload of ${name}`);
		this.cancelButton = this.row.querySelector('.cancel');
		this.retryButton = this.row.querySelector('.retry');
		this.#onRemove = onRemove;
		this.cancelButton.addEventListener('click', () => this.cancel());
		this.retryButton.addEventListener('click', () => {
			this.#set('waiting');
			// the button that had the focus is gone
			this.cancelButton.focus();
			onRetry(this);
		});
		this.show();
	}

	get name() {
		return this.#file.name;
	}

	/** Whether leaving the page would lose it. */
	get isPending() {
		return this.state !== 'failed';
	}

	/** Says before anything is sent what can't succeed. */
	check(maxBytes) {
		if (this.#file.size === 0) {
			this.#refuse('This file is empty, so there is no video in it.');
		}
		else if (maxBytes && this.#file.size > maxBytes) {
			this.#refuse(`A video may have up to ${size(maxBytes)}; this one has ${size(this.#file.size)}.`);
		}
		else if (mediaType(this.#file) === null) {
			this.#refuse('This is neither a video nor a sound file.');
		}
	}

	/** Sends it. Resolves to the conversion, or to null when there is none. */
	async run() {
		this.#abort = new AbortController();
		this.#set('sending');
		const ticker = setInterval(() => this.#tick(), 1000);
		try {
			return await this.#send();
		}
		catch (error) {
			this.#fail(error);
			return null;
		}
		finally {
			clearInterval(ticker);
		}
	}

	/** Stops it, and forgets it. */
	cancel() {
		this.#abort.abort();
		this.#onRemove(this);
	}

	/** Lets it have its turn again. */
	resume() {
		this.#set('waiting');
	}

	async #send() {
		await this.#file.slice(0, 1).arrayBuffer().catch(() => {
			this.#final = true;
			throw new ApiError(0, 'unreadable', 'This file can’t be read. Choose it again.');
		});
		// before gigabytes are sent for nothing
		const session = await renewSession();
		if (!session.signedIn) {
			throw new ApiError(401, 'unauthenticated', 'You are signed out.');
		}
		requireRoom(await loadLimits(), this.#file.size);
		this.#speed = new Speed();
		announce(`${this.name} is being uploaded.`);
		return send(this.#file, this.#options, this.#abort.signal, (bytes) => this.#report(bytes));
	}

	#report(bytes) {
		this.#sent = bytes;
		this.#speed.add(bytes);
		this.state = (bytes < this.#file.size) ? 'sending' : 'storing';
		this.show();
	}

	#tick() {
		this.#speed.add(this.#sent);
		this.show();
	}

	#fail(error) {
		if (PASSING.has(error.code) && (this.#busy < MAX_BUSY || error.status === 429)) {
			this.#busy++;
			this.#busyCode = error.code;
			this.#set('busy');
			setTimeout(() => this.row.dispatchEvent(new Event('again')), (error.retryAfterSeconds || 10) * 1000);
		}
		else if (error.status === 401) {
			this.#set('paused');
		}
		else if (error.code !== 'cancelled') {
			this.#set('failed', error.message);
			announce(`${this.name} was not uploaded. ${error.message}`);
		}
	}

	#refuse(reason) {
		this.#final = true;
		this.#set('failed', reason);
		announce(`${this.name} was not uploaded. ${reason}`);
	}

	#set(state, error = null) {
		this.state = state;
		this.#error = error;
		this.#sent = 0;
		this.show();
	}

	show() {
		this.row.dataset.state = this.state;
		setText(this.row.querySelector('.state'), this.#describe());
		const moving = this.state === 'sending' || this.state === 'storing';
		setVisible(this.progress, moving);
		if (moving) {
			this.progress.value = this.#percent();
		}
		setOptionalText(this.row.querySelector('.problem'), this.#error);
		setVisible(this.retryButton, this.state === 'failed' && !this.#final);
		setAction(this.retryButton, 'Try again', this.name);
		setAction(this.cancelButton, (this.state === 'failed') ? 'Remove' : 'Cancel', this.name);
	}

	#percent() {
		return Math.floor(100 * this.#sent / this.#file.size);
	}

	#describe() {
		switch (this.state) {
			case 'waiting':
				return `Waits for its turn · ${size(this.#file.size)}`;
			case 'busy':
				return reason(this.#busyCode);
			case 'paused':
				return 'Waits until you are signed in';
			case 'failed':
				return 'Not uploaded';
			case 'storing':
				return 'Uploaded, is being stored…';
			default:
				return this.#describeProgress();
		}
	}

	#describeProgress() {
		const parts = [`Uploading: ${this.#percent()} % of ${size(this.#file.size)}`];
		const speed = this.#speed.bytesPerSecond;
		if (this.#speed.stalled) {
			parts.push('waits for the network');
		}
		else if (speed > 0) {
			parts.push(`${size(speed)}/s`, `${wait((this.#file.size - this.#sent) / speed)} left`);
		}
		return parts.join(' · ');
	}

}
