/** What is above the list: the search, the filter by state, and what is done with several conversions at once. */

import { confirm } from './confirm.js';
import { announce, byId, setOptionalText, setText, setVisible } from './page.js';
import { message } from './texts.js';

/** Conversions that a search looks through by itself; beyond it the user asks for more. */
const MAX_SEARCHED = 500;

const SEARCH_PAGE_SIZE = 100;

/** MP3s that the server puts into one archive. */
const MAX_IN_ARCHIVE = 100;

/** Between two downloads, so that the browser takes each as one of its own. */
const DOWNLOAD_MILLIS = 400;

export class ListTools {

	#conversions;

	#list = byId('list');

	#search = byId('search');

	#filter = byId('filter');

	#selectButton = byId('select');

	#searching = false;

	#busy = false;

	/** Takes the list that it works on. */
	constructor(conversions) {
		this.#conversions = conversions;
		this.#search.addEventListener('input', () => this.#look());
		this.#filter.addEventListener('change', () => this.#look());
		this.#selectButton.addEventListener('click', () => this.#setSelecting(!this.#isSelecting));
		byId('select-all').addEventListener('click', () => this.#selectAll());
		byId('download-several').addEventListener('click', () => this.#downloadSelected());
		byId('delete-several').addEventListener('click', () => this.#deleteSelected());
		this.#list.addEventListener('change', () => this.#showSelection());
		new MutationObserver((changes) => this.#onChanges(changes)).observe(this.#list,
			{ childList: true, subtree: true, attributeFilter: ['data-state', 'data-expired'] });
		this.#show();
	}

	/** Rows that come, go, or change their state; not what changes inside of them. */
	#onChanges(changes) {
		if (changes.some((change) => change.type === 'attributes' || change.target === this.#list)) {
			this.#show();
		}
	}

	get #rows() {
		return [...this.#list.children];
	}

	get #isFiltering() {
		return this.#words.length > 0 || this.#filter.value !== '';
	}

	get #words() {
		return this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
	}

	get #isSelecting() {
		return this.#selectButton.getAttribute('aria-pressed') === 'true';
	}

	get #selected() {
		return this.#rows.filter((row) => !row.hidden && box(row).checked).map((row) => this.#conversions.of(row));
	}

	/** Shows what fits, and looks further where not everything is loaded. */
	async #look() {
		this.#show();
		if (this.#searching) {
			return;
		}
		this.#searching = true;
		try {
			while (this.#isFiltering && this.#conversions.hasMore && this.#rows.length < MAX_SEARCHED) {
				await this.#conversions.loadMore(SEARCH_PAGE_SIZE);
			}
		}
		catch (error) {
			setOptionalText(byId('list-problem'), error.message);
		}
		this.#searching = false;
		this.#show();
	}

	#show() {
		const rows = this.#rows;
		const words = this.#words;
		rows.forEach((row) => setVisible(row, this.#fits(row, words)));
		setVisible(byId('tools'), rows.length > 0);
		const found = rows.filter((row) => !row.hidden).length;
		setOptionalText(byId('matches'), (this.#isFiltering && rows.length > 0) ? matches(found, rows.length) : null);
		if (rows.length === 0) {
			this.#setSelecting(false);
		}
		rows.forEach((row) => setVisible(row.querySelector('.pick'), this.#isSelecting));
		this.#showSelection();
	}

	#fits(row, words) {
		const { state, expired } = row.dataset;
		const name = row.querySelector('.name').textContent.toLowerCase();
		return words.every((word) => name.includes(word)) && isOfKind(this.#filter.value, state, expired === 'true');
	}

	#setSelecting(selecting) {
		if (selecting === this.#isSelecting) {
			return;
		}
		this.#selectButton.setAttribute('aria-pressed', String(selecting));
		setText(this.#selectButton, message((selecting) ? 'list.select-done' : 'list.select'));
		this.#list.classList.toggle('selecting', selecting);
		this.#rows.forEach((row) => {
			box(row).checked = false;
			setVisible(row.querySelector('.pick'), selecting);
		});
		this.#showSelection();
	}

	#showSelection() {
		const selected = this.#selected;
		setVisible(byId('several'), this.#isSelecting);
		setText(byId('several-count'), message('list.selected', { count: selected.length }));
		const ready = selected.filter((conversion) => conversion.view.links.mp3).length;
		disable(byId('download-several'), this.#busy || ready === 0);
		disable(byId('delete-several'), this.#busy || selected.length === 0);
	}

	#selectAll() {
		const rows = this.#rows.filter((row) => !row.hidden);
		const all = rows.every((row) => box(row).checked);
		rows.forEach((row) => {
			box(row).checked = !all;
		});
		this.#showSelection();
	}

	async #downloadSelected() {
		const ready = this.#selected.filter((conversion) => conversion.view.links.mp3);
		if (this.#busy || ready.length === 0) {
			return;
		}
		this.#setBusy(true);
		announce(message('list.downloads-begin', { count: ready.length }));
		for (let begin = 0; begin < ready.length; begin += MAX_IN_ARCHIVE) {
			download(ready.slice(begin, begin + MAX_IN_ARCHIVE));
			await new Promise((resolve) => {
				setTimeout(resolve, DOWNLOAD_MILLIS);
			});
		}
		this.#setBusy(false);
	}

	async #deleteSelected() {
		const selected = this.#selected;
		if (this.#busy || selected.length === 0) {
			return;
		}
		const agreed = await confirm(question(selected), new AbortController().signal);
		if (!agreed) {
			return;
		}
		this.#setBusy(true);
		let deleted = 0;
		for (const conversion of selected) {
			if (await conversion.delete()) {
				deleted++;
			}
		}
		this.#setBusy(false);
		announce(message('list.deleted', { count: deleted }));
		if (deleted === selected.length) {
			this.#setSelecting(false);
			((this.#rows.length > 0) ? this.#selectButton : byId('list-title')).focus();
		}
	}

	#setBusy(busy) {
		this.#busy = busy;
		this.#showSelection();
	}

}

/** Has the browser download one MP3, or several as one archive. */
function download(conversions) {
	if (conversions.length === 1) {
		conversions[0].row.querySelector('.download').click();
		return;
	}
	const link = document.createElement('a');
	link.href = `/api/conversions/mp3s?${new URLSearchParams(conversions.map(({ view }) => ['id', view.id]))}`;
	link.download = '';
	link.click();
}

function box(row) {
	return row.querySelector('.pick input');
}

/** Disables a button without taking the focus from it. */
function disable(button, disabled) {
	button.setAttribute('aria-disabled', String(disabled));
}

function isOfKind(kind, state, expired) {
	switch (kind) {
		case 'live':
			return state === 'QUEUED' || state === 'CONVERTING';
		case 'ready':
			return state === 'COMPLETED' && !expired;
		case 'failed':
			return state === 'FAILED';
		case 'expired':
			return expired;
		default:
			return true;
	}
}

function matches(found, count) {
	return message((found === 0) ? 'list.no-match' : 'list.matches', { found, count });
}

function question(selected) {
	const count = selected.length;
	const live = selected.filter((conversion) => conversion.isLive).length;
	return {
		title: message('list.question', { count }),
		detail: (live > 0) ? message('list.question-live', { live }) : message('list.question-text', { count }),
		yes: message('list.yes', { count }),
		no: message('list.no', { count })
	};
}
