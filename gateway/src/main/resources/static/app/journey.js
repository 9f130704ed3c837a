/** How one conversion went: its steps as a table with a bar for the time of each. */

import { call, events } from './api.js';
import { bitrate, date, elapsed, isLive, share, size, speed } from './format.js';
import { fromTemplate, setAction, setOptionalText, setText, setVisible } from './page.js';
import { message, translated } from './texts.js';

const LIVE_MILLIS = 1_500;

const MAX_LIVE_MILLIS = 30_000;

/** The mail is sent after the end. */
const AFTERMATH_MILLIS = 20_000;

/** The least width of a bar in percent, so that it can be seen. */
const MIN_WIDTH = 0.6;

const FACTS = {
	videoBytes: size,
	videoFormat: (value) => String(value),
	audioDurationMillis: (value) => message('journey.of-sound', { time: elapsed(value) }),
	encodeSpeed: speed,
	mp3Bitrate: bitrate,
	mp3Bytes: size,
	tries: (value) => (value > 1) ? message('journey.try', { number: value }) : null,
	delayMillis: (value) => (value >= 1000) ? message('journey.late', { time: elapsed(value) }) : null,
	failureCode: (value) => String(value),
	mailResult: (value) => (value === 'sent') ? null : String(value),
	redelivered: () => message('journey.redelivered'),
	claimLost: () => message('journey.claim-lost')
};

const STATES = { FAILED: 'journey.failed', RUNNING: 'journey.running' };

export class Journey {

	#view;

	#button;

	#panel;

	#rows = new Map();

	#timer = null;

	#asking = false;

	#errors = 0;

	#endedAt = null;

	#listening = null;

	constructor(row, view) {
		this.#view = view;
		this.#button = row.querySelector('.journey-toggle');
		this.#panel = row.querySelector('.journey');
		this.#panel.id = `journey-${view.id}`;
		this.#button.setAttribute('aria-controls', this.#panel.id);
		this.#button.setAttribute('aria-expanded', 'false');
		this.#button.addEventListener('click', () => this.#toggle());
		this.update(view);
	}

	/** Takes in what the server says of the conversion. */
	update(view) {
		if (isLive(this.#view) && !isLive(view)) {
			this.#endedAt = performance.now();
			this.#schedule(0);
		}
		this.#view = view;
		setAction(this.#button, message(isLive(view) ? 'journey.how-it-goes' : 'journey.how-it-went'),
			message('journey.of', { name: view.fileName }));
		setVisible(this.#button, Boolean(view.links.journey));
	}

	get #isOpen() {
		return this.#button.getAttribute('aria-expanded') === 'true';
	}

	#toggle() {
		const open = !this.#isOpen;
		this.#button.setAttribute('aria-expanded', String(open));
		if (open && !this.#panel.firstElementChild) {
			this.#panel.append(fromTemplate('journey-panel'));
			this.#panel.querySelector('caption bdi').textContent = this.#view.fileName;
		}
		setVisible(this.#panel, open);
		this.#errors = 0;
		this.#listening?.abort();
		if (open) {
			this.#listen();
		}
		this.#schedule(0);
	}

	#listen() {
		this.#listening = new AbortController();
		const wake = () => {
			if (!this.#panel.isConnected) {
				this.#listening.abort();
			}
			this.#schedule(0);
		};
		document.addEventListener('visibilitychange', wake, { signal: this.#listening.signal });
		events.addEventListener('signed-in', wake, { signal: this.#listening.signal });
	}

	#schedule(millis) {
		clearTimeout(this.#timer);
		if (this.#isOpen && !document.hidden && this.#panel.isConnected) {
			this.#timer = setTimeout(() => this.#ask(), millis);
		}
	}

	async #ask() {
		if (this.#asking) {
			return;
		}
		this.#asking = true;
		let next = null;
		try {
			this.#show(await call('GET', this.#view.links.journey));
			this.#errors = 0;
			this.#tell(null);
			next = this.#isMoving ? LIVE_MILLIS : null;
		}
		catch (error) {
			this.#errors++;
			this.#tell(error.message);
			if (error.status === 503 || error.status === 0) {
				next = Math.max(error.retryAfterSeconds * 1000, Math.min(LIVE_MILLIS * 2 ** this.#errors, MAX_LIVE_MILLIS));
			}
		}
		this.#asking = false;
		if (next !== null) {
			this.#schedule(next);
		}
	}

	/** Whether another look may show more. */
	get #isMoving() {
		return isLive(this.#view)
			|| (this.#endedAt !== null && performance.now() - this.#endedAt < AFTERMATH_MILLIS);
	}

	#tell(problem) {
		setOptionalText(this.#panel.querySelector('.journey-problem'), problem);
		setVisible(this.#panel.querySelector('.journey-loading'), !problem && this.#rows.size === 0);
	}

	#show(journey) {
		const total = Math.max(journey.durationMillis, 0.001);
		const body = this.#panel.querySelector('tbody');
		const depths = new Map();
		let previous = null;
		const kept = new Set();
		for (const step of journey.steps) {
			depths.set(step.id, (step.parentId) ? (depths.get(step.parentId) ?? 0) + 1 : 0);
			const row = this.#rows.get(step.id) ?? fromTemplate('journey-step');
			this.#rows.set(step.id, row);
			kept.add(step.id);
			fill(row, step, depths.get(step.id), total);
			// only what is out of place is moved: a screen reader may be in the table
			const wanted = (previous) ? previous.nextElementSibling : body.firstElementChild;
			if (wanted !== row) {
				body.insertBefore(row, wanted);
			}
			previous = row;
		}
		for (const [id, row] of this.#rows) {
			if (!kept.has(id)) {
				row.remove();
				this.#rows.delete(id);
			}
		}
		setVisible(this.#panel.querySelector('table'), kept.size > 0);
		setOptionalText(this.#panel.querySelector('.journey-total'), summary(journey));
		setOptionalText(this.#panel.querySelector('.journey-downloads'), downloads(journey.downloads));
		setVisible(this.#panel.querySelector('.journey-truncated'), journey.truncated);
		const link = this.#panel.querySelector('.journey-grafana');
		if (journey.links.grafana) {
			link.href = journey.links.grafana;
		}
		setVisible(link.parentElement, Boolean(journey.links.grafana));
	}

}

function fill(row, step, depth, total) {
	row.dataset.status = step.status;
	row.dataset.step = step.technicalName;
	row.dataset.service = step.service;
	const name = row.querySelector('.step-name');
	setText(name, stepName(step));
	name.title = step.technicalName;
	row.style.setProperty('--depth', String(Math.min(depth, 4)));
	setOptionalText(row.querySelector('.step-status'), STATES[step.status] && message(STATES[step.status]));
	setText(row.querySelector('.step-facts'), facts(step));
	setText(row.querySelector('.step-start'), `+${elapsed(step.offsetMillis)}`);
	setText(row.querySelector('.step-time'), elapsed(step.durationMillis));
	const width = Math.max(share(step.durationMillis, total), MIN_WIDTH);
	row.style.setProperty('--from', `${Math.min(share(step.offsetMillis, total), 100 - width)}%`);
	row.style.setProperty('--width', `${width}%`);
}

/** The server's words, which end in the number of the attempt if there were several. */
function stepName({ name, attributes }) {
	const [words, attempt] = name.split(', ');
	const step = translated(`step.${words}`, words);
	return (attempt) ? translated('step.attempt', name, { step, attempt: attributes.attempt }) : step;
}

function facts(step) {
	return [step.service, ...Object.entries(FACTS)
		.map(([name, words]) => (name in step.attributes) ? words(step.attributes[name]) : null)
		.filter((text) => text !== null)].join(' · ');
}

function summary(journey) {
	if (journey.steps.length === 0) {
		return null;
	}
	const running = journey.steps.some((step) => step.status === 'RUNNING');
	return message((running) ? 'journey.so-far' : 'journey.in-all',
		{ time: elapsed(journey.durationMillis), date: date(journey.startedAt) });
}

function downloads(all) {
	return (all.length === 0) ? null
		: message('journey.downloads', { count: all.length, date: date(all[0].startedAt) });
}
