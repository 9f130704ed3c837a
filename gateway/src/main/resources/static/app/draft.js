/** One chosen file that waits for its title and its cover, with its row. */

import { isTime } from './options.js';
import { byId, fromTemplate, setAction, setOptionalText, setText, setVisible } from './page.js';
import { message } from './texts.js';

export class Draft {

	#file;

	#options;

	#usualCover;

	#onSend;

	/**
	 * Takes a file, the options that were chosen for all, the cover that an MP3 gets unless told, and functions:
	 * `onSend` gets this, and `onRemove` as well.
	 */
	constructor(file, options, usualCover, { onSend, onRemove }) {
		this.#file = file;
		this.#options = options;
		this.#usualCover = usualCover;
		this.#onSend = onSend;
		this.row = fromTemplate('draft-row');
		setText(this.row.querySelector('bdi'), file.name);
		this.row.querySelector('.name').title = file.name;
		this.#label('.title', 'options.title');
		this.#label('.cover', 'options.cover');
		this.#label('.cover-at', 'options.cover-time');
		this.#field('.title').value = options.title ?? '';
		this.#field('.title').maxLength = byId('title').maxLength;
		this.#showCover(options.cover ?? usualCover);
		this.#field('.cover').addEventListener('change', () => this.#showTime());
		this.#field('.cover-at').addEventListener('input', () => this.#complain(null));
		const send = this.row.querySelector('.send');
		setAction(send, message('draft.send'), file.name);
		send.addEventListener('click', () => this.send());
		const remove = this.row.querySelector('.remove');
		setAction(remove, message('upload.remove'), file.name);
		remove.addEventListener('click', () => onRemove(this));
	}

	get file() {
		return this.#file;
	}

	/** Has the file sent, unless what was entered can't be, which is shown. Returns whether it is. */
	send() {
		const time = this.#field('.cover-at');
		if (this.#field('.cover').value === 'frame' && !isTime(time.value.trim())) {
			this.#complain(message('options.must-be-time', { field: message('options.cover-time') }));
			time.focus();
			return false;
		}
		this.#onSend(this);
		return true;
	}

	/** What was chosen for all, with title and cover of this file, by the names of the API. */
	get options() {
		const { title, cover, ...others } = this.#options;
		const ownTitle = this.#field('.title').value.trim();
		const chosen = this.#field('.cover').value;
		const ownCover = (chosen === 'frame') ? this.#field('.cover-at').value.trim() : chosen;
		return {
			...others,
			...(ownTitle && { title: ownTitle }),
			...(ownCover !== this.#usualCover && { cover: ownCover })
		};
	}

	#field(selector) {
		return this.row.querySelector(selector);
	}

	#label(selector, key) {
		this.#field(selector).setAttribute('aria-label',
			message('draft.field-of', { field: message(key), name: this.#file.name }));
	}

	#showCover(cover) {
		const select = this.#field('.cover');
		const named = [...select.options].some((option) => option.value === cover);
		select.value = (named) ? cover : 'frame';
		this.#field('.cover-at').value = (named) ? '' : cover;
		this.#showTime();
	}

	#showTime() {
		setVisible(this.#field('.cover-at').parentElement, this.#field('.cover').value === 'frame');
		this.#complain(null);
	}

	#complain(problem) {
		const time = this.#field('.cover-at');
		setOptionalText(this.row.querySelector('.problem'), problem);
		if (problem) {
			time.setAttribute('aria-invalid', 'true');
		}
		else {
			time.removeAttribute('aria-invalid');
		}
	}

}
