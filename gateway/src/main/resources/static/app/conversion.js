/** The row of one conversion. */

import { call } from './api.js';
import { confirm } from './confirm.js';
import { date, day, duration, encoding, size, speed, wait } from './format.js';
import { Journey } from './journey.js';
import { Menu } from './menu.js';
import { unusualOptions } from './option-words.js';
import { announce, fromTemplate, setAction, setIcon, setItems, setOptionalText, setText, setVisible } from './page.js';
import { Player } from './player.js';
import { Share } from './share.js';

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

	#journey;

	#player;

	#share;

	constructor(view, onDeleted) {
		this.#onDeleted = onDeleted;
		this.row = fromTemplate('conversion-row');
		this.row.id = `conversion-${view.id}`;
		setText(this.row.querySelector('bdi'), view.fileName);
		this.row.querySelector('.name').title = view.fileName;
		this.row.querySelector('.pick input').setAttribute('aria-label', `Select ${view.fileName}`);
		const toggle = this.row.querySelector('.menu-toggle');
		toggle.setAttribute('aria-label', `More for ${view.fileName}`);
		const menu = this.row.querySelector('.menu');
		menu.setAttribute('aria-label', view.fileName);
		new Menu(toggle, menu);
		this.progress = this.row.querySelector('progress');
		this.progress.setAttribute('aria-label', `Conversion of ${view.fileName}`);
		this.deleteButton = this.row.querySelector('.delete');
		this.deleteButton.addEventListener('click', () => this.#ask());
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
			announce(`${view.fileName}: ${describe(view)}`);
		}
		this.#show();
		return describe(previous) !== describe(view);
	}

	#show() {
		const view = this.view;
		this.row.dataset.state = view.state;
		this.row.dataset.expired = String(Boolean(view.expired));
		setIcon(this.row, ICONS[view.state] ?? 'waits');
		setText(this.row.querySelector('.state'), this.#deleting ? 'Is being deleted…' : describe(view));
		setVisible(this.progress, view.state === 'CONVERTING');
		if (view.progress?.percent === undefined) {
			// how long the sound is can't be told: only that something moves
			this.progress.removeAttribute('value');
		}
		else {
			this.progress.value = view.progress.percent;
		}
		setOptionalText(this.row.querySelector('.problem'), this.#error ?? view.failure?.detail);
		setText(this.row.querySelector('.sound'), facts(view));
		setOptionalText(this.row.querySelector('.expiry'),
			(view.mp3ExpiresAt && !view.expired) ? `kept until ${day(view.mp3ExpiresAt)}` : null);
		setItems(this.row.querySelector('.tags'), unusualOptions(view.options));
		const download = this.row.querySelector('.download');
		if (view.links.mp3) {
			download.href = view.links.mp3;
			download.setAttribute('aria-label', `Download ${view.mp3.fileName}`);
		}
		setVisible(download, Boolean(view.links.mp3));
		setAction(this.deleteButton, isLive(view) ? 'Cancel' : 'Delete', view.fileName);
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
			announce(`${this.view.fileName} is deleted.`);
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
				this.#error = `This was not deleted. ${error.message}`;
				announce(this.#error);
				this.#show();
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

function isLive(view) {
	return view.state === 'QUEUED' || view.state === 'CONVERTING';
}

function describe(view) {
	switch (view.state) {
		case 'QUEUED':
			return queue(view);
		case 'CONVERTING':
			return work(view.progress ?? {});
		case 'COMPLETED':
			return (view.expired) ? 'The MP3 is not kept any more' : 'The MP3 is ready';
		case 'FAILED':
			return 'Could not be converted';
		default:
			return view.state;
	}
}

function queue(view) {
	const position = view.progress?.queuePosition;
	const text = (view.attempt > 0) ? 'Waits for another try' : 'Waits for a converter';
	return position ? `${text}: number ${position} in the queue` : text;
}

const PHASES = {
	FETCHING: 'the video is being fetched',
	PROBING: 'the video is being looked into',
	WAITING: 'waits for other conversions',
	STORING: 'the MP3 is being stored'
};

function work(progress) {
	const parts = [];
	if (progress.percent !== undefined) {
		parts.push(`${progress.percent} %`);
	}
	if (PHASES[progress.phase]) {
		parts.push(PHASES[progress.phase]);
	}
	if (progress.secondsLeft !== undefined) {
		parts.push(`${wait(progress.secondsLeft)} left`);
	}
	if (progress.speed !== undefined) {
		parts.push(speed(progress.speed));
	}
	return (parts.length > 0) ? `Is being converted: ${parts.join(', ')}` : 'Is being converted';
}

function facts(view) {
	const parts = (view.mp3)
		? [duration(view.mp3.durationMillis), size(view.mp3.sizeBytes), encoding(view)]
		: [`video of ${size(view.video.sizeBytes)}`, `to ${encoding(view)}`];
	return parts.join(' · ');
}

function question(view) {
	if (isLive(view)) {
		return {
			title: 'Cancel the conversion?',
			detail: `“${view.fileName}” is not converted, and the video is deleted.`,
			yes: 'Cancel it',
			no: 'Go on'
		};
	}
	return {
		title: 'Delete the conversion?',
		detail: (view.links.mp3) ? `The MP3 of “${view.fileName}” is deleted for good.`
			: `What is left of “${view.fileName}” is deleted for good.`,
		yes: 'Delete it',
		no: 'Keep it'
	};
}
