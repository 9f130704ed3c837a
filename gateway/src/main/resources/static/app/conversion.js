/** The row of one conversion. */

import { askAgain } from './again.js';
import { call } from './api.js';
import { confirm } from './confirm.js';
import { date, day, duration, encoding, isLive, size, speed, wait } from './format.js';
import { Journey } from './journey.js';
import { Menu } from './menu.js';
import { unusualOptions } from './option-words.js';
import { announce, fromTemplate, setAction, setIcon, setItems, setOptionalText, setText, setVisible } from './page.js';
import { Player } from './player.js';
import { Share } from './share.js';
import { message, translated } from './texts.js';

const ICONS = { QUEUED: 'waits', CONVERTING: 'runs', COMPLETED: 'done', FAILED: 'failed' };

export class Conversion {

	/** What the server said last. */
	view;

	/** When it came to this page. */
	addedAt = performance.now();

	#question = null;

	#deleting = false;

	#error = null;

	#onDeleted;

	#onMade;

	#journey;

	#player;

	#share;

	/**
	 * Takes what the server says, and functions: `onDeleted`, and `onMade`, which gets another conversion of the video
	 * and whether the focus is free for it.
	 */
	constructor(view, { onDeleted, onMade }) {
		this.#onDeleted = onDeleted;
		this.#onMade = onMade;
		this.row = fromTemplate('conversion-row');
		this.row.id = `conversion-${view.id}`;
		setText(this.row.querySelector('bdi'), view.fileName);
		this.row.querySelector('.name').title = view.fileName;
		this.row.querySelector('.pick input').setAttribute('aria-label',
			message('list.select-one', { name: view.fileName }));
		const toggle = this.row.querySelector('.menu-toggle');
		toggle.setAttribute('aria-label', message('conversion.more', { name: view.fileName }));
		const menu = this.row.querySelector('.menu');
		menu.setAttribute('aria-label', view.fileName);
		new Menu(toggle, menu);
		this.progress = this.row.querySelector('progress');
		this.progress.setAttribute('aria-label', message('conversion.progress', { name: view.fileName }));
		this.deleteButton = this.row.querySelector('.delete');
		this.deleteButton.addEventListener('click', () => this.#ask());
		this.againButton = this.row.querySelector('.again');
		setAction(this.againButton, message('again.again'), view.fileName);
		this.againButton.addEventListener('click', () => this.#again());
		const time = this.row.querySelector('time');
		time.dateTime = view.createdAt;
		setText(time, date(view.createdAt));
		this.view = view;
		this.#journey = new Journey(this.row, view);
		this.#player = new Player(this.row, view);
		this.#share = new Share(this.row, view);
		this.#show();
	}

	get isLive() {
		return isLive(this.view);
	}

	/** Takes in what the server says. Returns whether it is news. */
	update(view) {
		const previous = this.view;
		this.view = view;
		this.#journey.update(view);
		this.#player.update(view);
		this.#share.update(view);
		if (isLive(previous) && !isLive(view)) {
			// the question was whether to stop it; nobody has agreed to lose the MP3
			this.#question?.abort();
			announce(message('conversion.state-of', { name: view.fileName, state: describe(view) }));
		}
		this.#show();
		return describe(previous) !== describe(view);
	}

	#show() {
		const view = this.view;
		this.row.dataset.state = view.state;
		this.row.dataset.expired = String(Boolean(view.expired));
		setIcon(this.row, ICONS[view.state] ?? 'waits');
		setText(this.row.querySelector('.state'), this.#deleting ? message('conversion.deleting') : describe(view));
		setVisible(this.progress, view.state === 'CONVERTING');
		if (view.progress?.percent === undefined) {
			// the length of the sound is unknown, so only that something moves is shown
			this.progress.removeAttribute('value');
		}
		else {
			this.progress.value = view.progress.percent;
		}
		setOptionalText(this.row.querySelector('.problem'), this.#error ?? failure(view));
		setText(this.row.querySelector('.sound'), facts(view));
		setOptionalText(this.row.querySelector('.expiry'),
			(view.mp3ExpiresAt && !view.expired)
				? message('conversion.kept-until', { day: day(view.mp3ExpiresAt) }) : null);
		setItems(this.row.querySelector('.tags'), unusualOptions(view.options));
		const download = this.row.querySelector('.download');
		if (view.links.mp3) {
			download.href = view.links.mp3;
			download.setAttribute('aria-label', message('conversion.download-file', { name: view.mp3.fileName }));
		}
		setVisible(download, Boolean(view.links.mp3));
		setVisible(this.againButton, Boolean(view.links.again));
		setAction(this.deleteButton, message(isLive(view) ? 'conversion.cancel' : 'conversion.delete'), view.fileName);
		this.deleteButton.setAttribute('aria-disabled', String(this.#deleting));
	}

	async #ask() {
		if (this.#deleting || this.#question) {
			return;
		}
		this.#question = new AbortController();
		const agreed = await confirm(question(this.view), this.#question.signal);
		this.#question = null;
		if (agreed && await this.delete()) {
			announce(message('conversion.deleted', { name: this.view.fileName }));
		}
	}

	async #again() {
		this.#showError(null);
		const onFailed = (error) => this.#showError(error.message);
		await askAgain(this.view, { onMade: this.#onMade, onFailed }).catch(onFailed);
	}

	#showError(error) {
		this.#error = error;
		this.#show();
		if (error) {
			announce(error);
		}
	}

	/** Deletes it without a question. Resolves to whether it is gone; if not, its row says why. */
	async delete() {
		this.#deleting = true;
		this.#error = null;
		this.#show();
		try {
			await call('DELETE', this.view.links.self);
		}
		catch (error) {
			if (error.code !== 'no-such-conversion') {
				this.#deleting = false;
				this.#showError(message('conversion.not-deleted', { problem: error.message }));
				return false;
			}
		}
		this.#onDeleted(this);
		return true;
	}

}

/** Order of the list: newest first. */
export function isNewer(view, other) {
	const difference = Date.parse(view.createdAt) - Date.parse(other.createdAt);
	return (difference !== 0) ? difference > 0 : view.id > other.id;
}

function describe(view) {
	switch (view.state) {
		case 'QUEUED':
			return queue(view);
		case 'CONVERTING':
			return work(view.progress ?? {});
		case 'COMPLETED':
			return message((view.expired) ? 'conversion.expired' : 'conversion.ready');
		case 'FAILED':
			return message('conversion.failed');
		default:
			return view.state;
	}
}

function failure(view) {
	return (view.failure) ? translated(`failure.${view.failure.code}`, view.failure.detail) : null;
}

function queue(view) {
	const position = view.progress?.queuePosition;
	const state = message((view.attempt > 0) ? 'conversion.queued-again' : 'conversion.queued');
	return position ? message('conversion.queued-at', { state, position }) : state;
}

const PHASES = {
	FETCHING: 'conversion.fetching',
	PROBING: 'conversion.probing',
	WAITING: 'conversion.waiting',
	STORING: 'conversion.storing'
};

function work(progress) {
	const parts = [];
	if (progress.percent !== undefined) {
		parts.push(message('conversion.percent', { percent: progress.percent }));
	}
	if (PHASES[progress.phase]) {
		parts.push(message(PHASES[progress.phase]));
	}
	if (progress.secondsLeft !== undefined) {
		parts.push(message('conversion.left', { time: wait(progress.secondsLeft) }));
	}
	if (progress.speed !== undefined) {
		parts.push(speed(progress.speed));
	}
	return (parts.length > 0) ? message('conversion.converting-how', { how: parts.join(', ') })
		: message('conversion.converting');
}

function facts(view) {
	const parts = (view.mp3)
		? [duration(view.mp3.durationMillis), size(view.mp3.sizeBytes), encoding(view)]
		: [message('conversion.video-size', { size: size(view.video.sizeBytes) }),
			message('conversion.to', { encoding: encoding(view) })];
	return parts.join(' · ');
}

function question(view) {
	const name = view.fileName;
	if (isLive(view)) {
		return {
			title: message('conversion.cancel-question'),
			detail: message('conversion.cancel-text', { name }),
			yes: message('conversion.cancel-yes'),
			no: message('conversion.cancel-no')
		};
	}
	return {
		title: message('conversion.delete-question'),
		detail: message((view.links.mp3) ? 'conversion.delete-text' : 'conversion.delete-rest-text', { name }),
		yes: message('conversion.delete-yes'),
		no: message('conversion.delete-no')
	};
}
