/** One chosen file on its way to the server, with its row. */

import { ApiError, renewSession } from './api.js';
import { share, size, wait } from './format.js';
import { loadLimits, PASSING, reason, requireRoom } from './limits.js';
import { optionWords, text } from './option-words.js';
import { announce, fromTemplate, setAction, setIcon, setItems, setOptionalText, setText, setVisible } from './page.js';
import { discard, isLarge, ResumableUpload } from './resumable-upload.js';
import { findSound, isRefusal, mayBeEnough } from './sound.js';
import { Speed } from './speed.js';
import { message } from './texts.js';
import { mediaType, readable, requireReadable, send } from './transfer.js';
import { beganWith } from './upload-memory.js';

/** Times that a full server is asked again without the user. */
const MAX_BUSY = 20;

/** Failures in a row after which the user is told aloud: shorter breaks are nobody's concern. */
const FAILURES_TO_TELL = 4;

const ICONS = { waiting: 'waits', paused: 'paused', failed: 'failed', 'signed-out': 'waits' };

export class Upload {

	/**
	 * "waiting", "looking" for the sound, "sending", "storing", "busy", "broken", "paused" by the user, "signed-out" or
	 * "failed".
	 */
	state = 'waiting';

	#file;

	#options;

	/** What goes on after a break; null for a small file. */
	#resumable;

	/** Whether all of the file is to be sent. */
	#whole;

	/** What is sent instead of the file; null if that is the file itself, or not known yet. */
	#sound = null;

	/** The unfinished upload that it goes on with. */
	#known;

	#maxBytes = null;

	#abort = new AbortController();

	#speed = new Speed();

	#sent = 0;

	#busy = 0;

	#busyReason = null;

	#told = false;

	#error = null;

	#final = false;

	#onRemove;

	#onInterrupted;

	/**
	 * Takes a file, the options for its MP3, whether all of the file is to be sent, and the unfinished upload that it
	 * goes on with, if any.
	 */
	constructor(file, options, { onRetry, onRemove, onInterrupted }, whole = false, known = null) {
		this.#file = file;
		this.#options = options;
		this.#whole = whole || (known !== null && !known.soundBytes) || !mayBeEnough(file, options);
		this.#known = known;
		this.#resumable = isLarge(file) ? new ResumableUpload(file, options, (known?.soundBytes) ? null : known) : null;
		this.row = fromTemplate('upload-row');
		const name = file.name;
		setText(this.row.querySelector('bdi'), name);
		this.row.querySelector('.name').title = name;
		setItems(this.row.querySelector('.tags'), optionWords(options).map(text));
		this.progress = this.row.querySelector('progress');
		this.progress.setAttribute('aria-label', message('upload.progress', { name }));
		this.cancelButton = this.row.querySelector('.cancel');
		this.retryButton = this.row.querySelector('.retry');
		this.pauseButton = this.row.querySelector('.pause');
		this.#onRemove = onRemove;
		this.#onInterrupted = onInterrupted;
		this.pauseButton.addEventListener('click', () => {
			if (this.state === 'paused') {
				this.#set('waiting');
				onRetry(this);
			}
			else {
				this.#pause();
			}
		});
		this.cancelButton.addEventListener('click', () => this.cancel());
		this.retryButton.addEventListener('click', () => {
			this.#set('waiting');
			// the button that had the focus is gone
			this.cancelButton.focus();
			onRetry(this);
		});
		this.show();
	}

	/** What is remembered of it if it can be interrupted and has begun; null otherwise. */
	get known() {
		return this.#resumable?.known ?? this.#known;
	}

	get name() {
		return this.#file.name;
	}

	/** What it was made of, to send all of the file if the sound alone can't be converted; null if that was sent. */
	get soundOnly() {
		return (this.#sound) ? { file: this.#file, options: this.#options } : null;
	}

	/** Whether leaving the page would lose or stop it against the user's will. */
	get isPending() {
		return this.state !== 'failed' && this.state !== 'paused';
	}

	/** Says before anything is sent what can't succeed. */
	check(maxBytes) {
		if (this.#file.size === 0) {
			this.#refuse(message('upload.empty'));
		}
		else if (this.#whole && maxBytes && this.#file.size > maxBytes) {
			this.#refuseLarge(maxBytes);
		}
		else if (mediaType(this.#file) === null) {
			this.#refuse(message('upload.not-media'));
		}
		this.#maxBytes = maxBytes;
	}

	#refuseLarge(maxBytes) {
		this.#refuse(message('upload.too-large', { limit: size(maxBytes), size: size(this.#file.size) }));
	}

	/** Sends it. Resolves to the conversion, or to null when there is none. */
	async run() {
		const abort = new AbortController();
		this.#abort = abort;
		this.#set('sending');
		const ticker = setInterval(() => this.#tick(), 1000);
		try {
			return await this.#send();
		}
		catch (error) {
			if (!abort.signal.aborted) {
				this.#fail(error);
			}
			return null;
		}
		finally {
			clearInterval(ticker);
		}
	}

	/** Stops it for good: the server deletes what it has of it. */
	cancel() {
		this.stop();
		this.#resumable?.discard().catch(() => {
			// it is still remembered, and offered when the page is opened again
		});
		if (this.#known?.soundBytes && !this.#sound) {
			this.#discard(this.#known);
		}
	}

	/** Stops it, and forgets it here. */
	stop() {
		this.#abort.abort();
		this.#onRemove(this);
	}

	#pause() {
		this.#abort.abort();
		this.#set('paused');
		announce(message('upload.is-paused', { name: this.name }));
	}

	/** Has it wait for its turn again, unless the user has paused it meanwhile. */
	resume() {
		if (this.state !== 'paused') {
			this.#set('waiting');
		}
	}

	async #send() {
		announce(message('upload.begins', { name: this.name }));
		if (!this.#whole) {
			const conversion = await this.#sendSound();
			if (conversion) {
				return conversion;
			}
			this.#sendWholeFromNowOn();
			if (this.#maxBytes && this.#file.size > this.#maxBytes) {
				this.#refuseLarge(this.#maxBytes);
				return null;
			}
		}
		if (this.#resumable) {
			return this.#resume();
		}
		await this.#requireRoom();
		this.#start(0);
		return send(this.#file, this.#options, this.#abort.signal, (bytes) => this.#report(bytes));
	}

	/** Sends the sound alone. Resolves to null if the whole file has to be sent. */
	async #sendSound() {
		const { signal } = this.#abort;
		if (!this.#sound) {
			this.#set('looking');
			await requireReadable(this.#file);
			const sound = await findSound(this.#file, this.#options);
			signal.throwIfAborted();
			if (!sound) {
				return null;
			}
			this.#takeSound(sound);
		}
		try {
			if (this.#resumable) {
				return await this.#resume();
			}
			await this.#requireRoom();
			this.#start(0);
			return await send(this.#file, this.#options, signal, (bytes) => this.#report(bytes),
				await readable(this.#sound.body.slice(0)));
		}
		catch (error) {
			if (signal.aborted || !isRefusal(error) || PASSING.has(error.code)) {
				throw error;
			}
			return null;
		}
	}

	#takeSound(sound) {
		this.#sound = sound;
		if (this.#known && !beganWith(this.#known, sound.body)) {
			// begun by an earlier version of this page, or with a file that was changed later
			this.#discard(this.#known);
			this.#known = null;
		}
		if (this.#resumable) {
			this.#resumable = new ResumableUpload(this.#file, this.#options, this.#known, sound.body);
		}
	}

	#sendWholeFromNowOn() {
		this.#whole = true;
		this.#sound = null;
		const begun = this.known;
		if (begun) {
			this.#discard(begun);
		}
		if (this.#resumable) {
			this.#resumable = new ResumableUpload(this.#file, this.#options);
		}
		this.#set('sending');
	}

	#discard(known) {
		discard(known).catch(() => {
			// it expires
		});
	}

	#resume() {
		return this.#resumable.run(this.#abort.signal, {
			starts: (bytes) => this.#start(bytes),
			progress: (bytes) => this.#report(bytes),
			trouble: (error, failures) => this.#wait(error, failures)
		});
	}

	/** Looks before all of it is sent for nothing. */
	async #requireRoom() {
		await requireReadable(this.#file);
		const session = await renewSession();
		if (!session.signedIn) {
			throw new ApiError(401, 'unauthenticated', message('problem.unauthenticated'));
		}
		requireRoom(await loadLimits(), this.#size);
	}

	/** Number of bytes to send. */
	get #size() {
		return this.#sound?.body.size ?? this.#file.size;
	}

	#start(bytes) {
		this.#sent = bytes;
		this.#speed = new Speed(bytes);
		if (this.#told) {
			this.#told = false;
			announce(message('upload.goes-on', { name: this.name }));
		}
		this.#set('sending');
	}

	#report(bytes) {
		this.#sent = bytes;
		this.#speed.add(bytes);
		this.state = (bytes < this.#size) ? 'sending' : 'storing';
		this.show();
	}

	/** Shows that nothing goes for a while. */
	#wait(error, failures) {
		this.#busyReason = (PASSING.has(error.code)) ? reason(error.code)
			: message('page.trying-again', { problem: error.message });
		const server = PASSING.has(error.code) || error.status >= 500;
		this.#set((server) ? 'busy' : 'broken');
		if (failures === FAILURES_TO_TELL) {
			this.#told = true;
			announce(message('upload.state-of', { name: this.name, state: this.#describe() }));
		}
	}

	#tick() {
		this.#speed.add(this.#sent);
		this.show();
	}

	#fail(error) {
		if (PASSING.has(error.code) && (this.#busy < MAX_BUSY || error.status === 429)) {
			this.#busy++;
			this.#busyReason = reason(error.code);
			this.#set('busy');
			setTimeout(() => this.row.dispatchEvent(new Event('again')), (error.retryAfterSeconds || 10) * 1000);
		}
		else if (error.status === 401) {
			this.#set('signed-out');
		}
		else if (error.code === 'unreadable' && this.#resumable?.known) {
			this.#onInterrupted(this.#resumable);
		}
		else {
			this.#final = error.code === 'unreadable';
			this.#set('failed', error.message);
			announce(message('upload.was-not', { name: this.name, problem: error.message }));
		}
	}

	#refuse(reason) {
		this.#final = true;
		this.#set('failed', reason);
		announce(message('upload.was-not', { name: this.name, problem: reason }));
	}

	#set(state, error = null) {
		this.state = state;
		this.#error = error;
		if (!this.#resumable) {
			this.#sent = 0;
		}
		this.show();
	}

	show() {
		this.row.dataset.state = this.state;
		setIcon(this.row, ICONS[this.state] ?? 'upload');
		setText(this.row.querySelector('.state'), this.#describe());
		const moving = this.state === 'sending' || this.state === 'storing';
		const begun = moving || (this.#sent > 0 && this.state !== 'failed');
		setVisible(this.progress, begun);
		if (begun) {
			this.progress.value = this.#percent();
		}
		setOptionalText(this.row.querySelector('.problem'), this.#error);
		setVisible(this.retryButton, this.state === 'failed' && !this.#final);
		if (this.state === 'failed' && document.activeElement === this.pauseButton) {
			this.cancelButton.focus();
		}
		setVisible(this.pauseButton, this.#resumable !== null && this.state !== 'failed');
		setAction(this.pauseButton, message((this.state === 'paused') ? 'upload.resume' : 'upload.pause'), this.name);
		setAction(this.retryButton, message('upload.retry'), this.name);
		setAction(this.cancelButton, message((this.state === 'failed') ? 'upload.remove' : 'upload.cancel'), this.name);
	}

	#percent() {
		return Math.floor(share(this.#sent, this.#size));
	}

	#describe() {
		switch (this.state) {
			case 'waiting':
				return message('upload.waiting', { size: size(this.#file.size) });
			case 'looking':
				return message('upload.looking');
			case 'busy':
				return this.#busyReason;
			case 'broken':
				return message('upload.broken', { share: this.#describeShare() });
			case 'paused':
				return message('upload.paused', { share: this.#describeShare() });
			case 'signed-out':
				return message('upload.signed-out');
			case 'failed':
				return message('upload.failed');
			case 'storing':
				return message('upload.storing');
			default:
				return this.#describeProgress();
		}
	}

	#describeShare() {
		return message('upload.share', { percent: this.#percent(), size: size(this.#size) });
	}

	#describeProgress() {
		const parts = (this.#sound)
			? [message('upload.sending-sound', { bytes: size(this.#sound.bytes), size: size(this.#file.size) }),
				message('upload.percent', { percent: this.#percent() })]
			: [message('upload.sending', { share: this.#describeShare() })];
		const speed = this.#speed.bytesPerSecond;
		if (this.#speed.stalled) {
			parts.push(message('upload.stalled'));
		}
		else if (speed > 0) {
			parts.push(message('upload.per-second', { size: size(speed) }),
				message('upload.left', { time: wait((this.#size - this.#sent) / speed) }));
		}
		return parts.join(' · ');
	}

}
