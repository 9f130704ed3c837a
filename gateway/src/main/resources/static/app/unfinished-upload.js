/** One upload that was not finished, here or on another device, with its row. */

import { confirm } from './confirm.js';
import { share, size } from './format.js';
import { announce, fromTemplate, setAction, setOptionalText, setText } from './page.js';
import { discard } from './resumable-upload.js';
import { message } from './texts.js';
import { fits } from './upload-memory.js';

export class UnfinishedUpload {

	#onFile;

	/** Takes what is remembered, the bytes that the server has, and a function that gets the file to go on with. */
	constructor(known, offset, onFile) {
		this.known = known;
		this.#onFile = onFile;
		this.row = fromTemplate('unfinished-row');
		setText(this.row.querySelector('bdi'), known.name);
		this.row.querySelector('.name').title = known.name;
		const bytes = known.soundBytes ?? known.size;
		const percent = Math.floor(share(offset, bytes));
		setText(this.row.querySelector('.state'),
			message('unfinished.state', { percent, size: size(bytes) }));
		const progress = this.row.querySelector('progress');
		progress.setAttribute('aria-label', message('upload.progress', { name: known.name }));
		progress.value = percent;
		const input = this.row.querySelector('input');
		input.addEventListener('change', () => {
			this.#choose(input.files[0]);
			// the same file may be chosen again
			input.value = '';
		});
		const choose = this.row.querySelector('.choose');
		setAction(choose, message('unfinished.choose'), known.name);
		choose.addEventListener('click', () => input.click());
		const end = this.row.querySelector('.discard');
		setAction(end, message('unfinished.discard'), known.name);
		end.addEventListener('click', () => this.#discard());
	}

	async #choose(file) {
		const right = await fits(file, this.known).catch(() => null);
		if (right) {
			this.#onFile(file);
		}
		else if (right === null) {
			this.#complain(message('unfinished.unreadable', { name: file.name }));
		}
		else {
			this.#complain(message('unfinished.other',
				{ name: file.name, wanted: this.known.name, size: size(this.known.size) }));
		}
	}

	async #discard() {
		const sure = await confirm({
			title: message('unfinished.question', { name: this.known.name }),
			detail: message('unfinished.question-text'),
			yes: message('unfinished.discard'),
			no: message('unfinished.keep')
		}, new AbortController().signal);
		if (!sure) {
			return;
		}
		try {
			await discard(this.known);
			announce(message('unfinished.discarded', { name: this.known.name }));
		}
		catch (error) {
			this.#complain(error.message);
		}
	}

	#complain(problem) {
		setOptionalText(this.row.querySelector('.problem'), problem);
		announce(problem);
	}

}
