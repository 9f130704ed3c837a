/** The list of the user's conversions, kept up to date while somebody looks at it. */

import { call, events } from './api.js';
import { Conversion, isNewer } from './conversion.js';
import { isLive } from './format.js';
import { Live } from './live.js';
import { Notices } from './notices.js';
import { announce, byId, removeRow, setOptionalText, setVisible } from './page.js';
import { message } from './texts.js';
import { TimeLeft } from './time-left.js';
import { showInTitle } from './title.js';

const PAGE_SIZE = 20;

const LIVE_MILLIS = 1_000;

const MAX_LIVE_MILLIS = 5_000;

/** Conversions may be made elsewhere, for example on the command line. */
const IDLE_MILLIS = 20_000;

const MAX_ERROR_MILLIS = 60_000;

/** Live ones beyond the first page that are asked for by themselves at one time. */
const MAX_SINGLE = 5;

export class Conversions {

	#list = byId('list');

	#conversions = new Map();

	#deleted = new Set();

	#next = null;

	/** The last conversion before the next page. */
	#last = null;

	#loaded = false;

	#timer = null;

	#polling = false;

	#isOutdated = false;

	#paused = false;

	#unchanged = 0;

	#errors = 0;

	#onNew;

	#onEnded;

	#timeLeft = new TimeLeft();

	#notices = new Notices();

	#live = new Live({
		conversion: (view) => this.#told(() => this.#belongsHere(view) && this.#merge([view])),
		deleted: (id) => this.#told(() => this.#forget(id)),
		reset: () => this.#pollAnew(),
		turned: () => this.#schedule(),
		isWanted: () => this.#views().some(isLive)
	});

	/** Takes functions that get each conversion that comes into the list, and each that has ended. */
	constructor({ onNew, onEnded }) {
		this.#onNew = onNew;
		this.#onEnded = onEnded;
		byId('more').addEventListener('click', () => this.#showMore());
		document.addEventListener('visibilitychange', () => this.#wake());
		addEventListener('online', () => this.#wake());
		events.addEventListener('signed-out', () => {
			this.#paused = true;
			this.#live.close();
		});
		events.addEventListener('signed-in', () => {
			this.#paused = false;
			this.#live.open();
			this.#wake();
		});
	}

	/** Loads the first page and goes on looking. */
	async start() {
		await this.#poll();
		this.#live.open();
	}

	/** Adds a conversion that has just been made. The server may have told more of it before its answer came. */
	add(view, focus) {
		const conversion = this.#upsert(view);
		if (focus) {
			conversion.row.focus();
		}
		this.#unchanged = 0;
		this.#showEmptiness();
		this.#schedule();
	}

	/** Brings the conversion that a link names before the user's eyes. Resolves to whether it is there. */
	async highlight(id) {
		if (!this.#conversions.has(id)) {
			try {
				this.#upsert(await call('GET', `/api/conversions/${id}`));
			}
			catch (error) {
				if (error.code === 'no-such-conversion') {
					return false;
				}
				throw error;
			}
		}
		const row = this.#conversions.get(id).row;
		row.classList.add('linked');
		row.scrollIntoView({ block: 'center' });
		row.focus({ preventScroll: true });
		this.#showEmptiness();
		this.#schedule();
		return true;
	}

	#told(change) {
		change();
		this.#showEmptiness();
		this.#live.reconsider();
	}

	/** Whether a conversion is shown, or would be on the pages that are. */
	#belongsHere(view) {
		return this.#conversions.has(view.id) || this.#next === null || isNewer(view, this.#last);
	}

	#forget(id) {
		const known = this.#conversions.get(id);
		if (known) {
			this.#remove(known);
		}
		this.#deleted.add(id);
	}

	#views() {
		return [...this.#conversions.values()].map((conversion) => conversion.view);
	}

	/** Asks after this moment, also if an answer is on its way. */
	#pollAnew() {
		this.#isOutdated = this.#polling;
		if (!this.#polling) {
			this.#poll();
		}
	}

	async #poll() {
		if (this.#polling) {
			return;
		}
		this.#polling = true;
		try {
			const changed = await this.#refresh();
			this.#unchanged = changed ? 0 : this.#unchanged + 1;
			this.#errors = 0;
			setOptionalText(byId('list-problem'), null);
		}
		catch (error) {
			this.#errors++;
			if (error.status !== 401) {
				setOptionalText(byId('list-problem'), message('page.trying-again', { problem: error.message }));
			}
		}
		this.#polling = false;
		this.#schedule();
		if (this.#isOutdated) {
			this.#pollAnew();
		}
	}

	async #refresh() {
		const askedAt = performance.now();
		const page = await call('GET', `/api/conversions?limit=${PAGE_SIZE}`);
		if (!this.#loaded) {
			this.#loaded = true;
			this.#setNext(page);
		}
		let changed = this.#merge(page.conversions);
		changed = this.#removeMissing(page, askedAt) || changed;
		const shown = new Set(page.conversions.map((view) => view.id));
		const others = [...this.#conversions.values()].filter((it) => it.isLive && !shown.has(it.view.id));
		for (const conversion of others.slice(0, MAX_SINGLE)) {
			changed = await this.#refreshSingle(conversion) || changed;
		}
		this.#showEmptiness();
		return changed;
	}

	async #refreshSingle(conversion) {
		try {
			return this.#merge([await call('GET', conversion.view.links.self)]);
		}
		catch (error) {
			if (error.code !== 'no-such-conversion') {
				throw error;
			}
			this.#remove(conversion);
			return true;
		}
	}

	#merge(views) {
		let changed = false;
		for (const told of views) {
			const view = this.#timeLeft.smooth(told);
			const known = this.#conversions.get(view.id);
			if (known && isOlder(view, known.view)) {
				continue;
			}
			if (known) {
				const wasLive = known.isLive;
				changed = known.update(withPlace(view, known.view)) || changed;
				if (wasLive && !known.isLive) {
					this.#onEnded(view);
					this.#notices.ended(view);
				}
			}
			else if (!this.#deleted.has(view.id)) {
				this.#upsert(view);
				this.#onNew(view);
				changed = true;
			}
		}
		return changed;
	}

	/** Removes what must be on the first page and is not: it was deleted elsewhere. */
	#removeMissing(page, askedAt) {
		const shown = new Set(page.conversions.map((view) => view.id));
		const last = (page.next) ? page.conversions.at(-1) : null;
		const missing = [...this.#conversions.values()].filter((it) => !shown.has(it.view.id)
			&& it.addedAt < askedAt && (last === null || isNewer(it.view, last)));
		missing.forEach((conversion) => this.#remove(conversion));
		return missing.length > 0;
	}

	#upsert(view) {
		const known = this.#conversions.get(view.id);
		if (known) {
			if (!isOlder(view, known.view)) {
				known.update(withPlace(view, known.view));
			}
			return known;
		}
		const conversion = new Conversion(view, {
			onDeleted: () => this.#remove(conversion),
			onMade: (made, focus) => this.add(made, focus)
		});
		const older = [...this.#list.children].find((row) => isNewer(view, this.of(row).view));
		this.#list.insertBefore(conversion.row, older ?? null);
		this.#conversions.set(view.id, conversion);
		return conversion;
	}

	/** The conversion that a row shows. */
	of(row) {
		return this.#conversions.get(row.id.substring('conversion-'.length));
	}

	#remove(conversion) {
		const id = conversion.view.id;
		this.#deleted.add(id);
		this.#conversions.delete(id);
		removeRow(conversion.row, byId('list-title'));
		if (new URLSearchParams(location.search).get('conversion') === id) {
			history.replaceState(null, '', '/');
		}
		this.#showEmptiness();
	}

	/** Whether there are older ones that are not loaded yet. */
	get hasMore() {
		return this.#next !== null;
	}

	/** Loads older ones, up to a number of them. Resolves to what came. */
	async loadMore(limit) {
		const page = await call('GET', `/api/conversions?limit=${limit}&cursor=${encodeURIComponent(this.#next)}`);
		this.#merge(page.conversions);
		this.#setNext(page);
		return page.conversions;
	}

	async #showMore() {
		const button = byId('more');
		button.setAttribute('aria-disabled', 'true');
		try {
			const focused = document.activeElement === button;
			const more = await this.loadMore(PAGE_SIZE);
			const kept = document.activeElement === button || document.activeElement === document.body;
			if (focused && kept && more.length > 0) {
				this.#conversions.get(more[0].id)?.row.focus();
			}
			announce(message('list.more-came', { count: more.length }));
			setOptionalText(byId('list-problem'), null);
		}
		catch (error) {
			setOptionalText(byId('list-problem'), error.message);
		}
		button.removeAttribute('aria-disabled');
		this.#schedule();
	}

	#setNext(page) {
		this.#next = page.next ?? null;
		this.#last = page.conversions.at(-1) ?? null;
		setVisible(byId('more'), this.#next !== null);
	}

	#showEmptiness() {
		setVisible(byId('list-loading'), !this.#loaded && this.#conversions.size === 0);
		setVisible(byId('list-empty'), this.#loaded && this.#conversions.size === 0);
		const live = this.#views().filter(isLive);
		showInTitle(live);
		this.#notices.offer(live.length > 0);
	}

	#wake() {
		this.#unchanged = 0;
		clearTimeout(this.#timer);
		if (!document.hidden && !this.#paused && !this.#live.isUp) {
			this.#poll();
		}
	}

	#schedule() {
		clearTimeout(this.#timer);
		const isTold = this.#live.isUp && this.#errors === 0;
		if (!document.hidden && !this.#paused && !isTold) {
			this.#timer = setTimeout(() => this.#poll(), this.#delay());
		}
	}

	#delay() {
		if (this.#errors > 0) {
			return Math.min(LIVE_MILLIS * 2 ** this.#errors, MAX_ERROR_MILLIS);
		}
		if ([...this.#conversions.values()].some((conversion) => conversion.isLive)) {
			return Math.min(LIVE_MILLIS * 1.15 ** this.#unchanged, MAX_LIVE_MILLIS);
		}
		return IDLE_MILLIS;
	}

}

/** Whether an answer was overtaken by another one on its way. */
function isOlder(view, other) {
	return Boolean(view.changedAt && other.changedAt) && Date.parse(view.changedAt) < Date.parse(other.changedAt);
}

/** The place in the queue does not count as a change, and the answer to an upload has none. */
function withPlace(view, known) {
	const queuePosition = known.progress?.queuePosition;
	const lacksPlace = view.state === 'QUEUED' && view.progress?.queuePosition === undefined;
	return (queuePosition && lacksPlace && view.changedAt === known.changedAt)
		? { ...view, progress: { ...view.progress, queuePosition } } : view;
}
