/** One chosen file that waits for options of its own, with its row. */

import { OptionFields } from './option-fields.js';
import { fromTemplate, setAction, setText } from './page.js';
import { message } from './texts.js';

let count = 0;

export class Draft {

	#file;

	#fields;

	#onSend;

	/** Takes a file, the options that were chosen for all, and functions: `onSend` gets this, and `onRemove` as well. */
	constructor(file, options, { onSend, onRemove }) {
		this.#file = file;
		this.#onSend = onSend;
		this.row = fromTemplate('draft-row');
		setText(this.row.querySelector('bdi'), file.name);
		this.row.querySelector('.name').title = file.name;
		this.#fields = new OptionFields(this.row.querySelector('.fields'), `draft-${++count}-`);
		this.#fields.nameAfter(file.name);
		options.copyTo(this.#fields);
		this.#bringForward(['title', 'cover', 'coverAt']);
		const more = this.row.querySelector('summary');
		more.setAttribute('aria-label', `${more.textContent} ${file.name}`);
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

	/** What was chosen for this file, by the names of the API. */
	get options() {
		return this.#fields.parameters;
	}

	/** Has the file sent, unless what was entered can't be, which is shown. Returns whether it is. */
	send() {
		if (!this.#fields.read('options.refused')) {
			return false;
		}
		this.#onSend(this);
		return true;
	}

	/** Shows the fields that files differ in most without a click. */
	#bringForward(names) {
		const picture = this.#fields.field('cover').closest('fieldset');
		this.row.querySelector('.of-file').append(...names.map((name) => this.#fields.field(name).parentElement));
		picture.remove();
	}

}
