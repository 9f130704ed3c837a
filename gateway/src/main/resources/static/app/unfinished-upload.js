/** One upload that was not finished, here or on another device, with its row. */

import { confirm } from './confirm.js';
import { share, size } from './format.js';
import { announce, fromTemplate, setAction, setOptionalText, setText } from './page.js';
import { discard } from './resumable-upload.js';
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
			`Unfinished upload, ${percent} % of ${size(bytes)}. Choose the file again to go on.`);
		const progress = this.row.querySelector('progress');
		progress.setAttribute('aria-label', `Upload of ${known.name}`);
		progress.value = percent;
		const input = this.row.querySelector('input');
		input.addEventListener('change', () => {
			this.#choose(input.files[0]);
			// the same file may be chosen again
			input.value = '';
		});
		const choose = this.row.querySelector('.choose');
		setAction(choose, 'Choose the file', known.name);
		choose.addEventListener('click', () => input.click());
		const end = this.row.querySelector('.discard');
		setAction(end, 'Discard', known.name);
		end.addEventListener('click', () => this.#discard());
	}

	async #choose(file) {
		const right = await fits(file, this.known).catch(() => null);
		if (right) {
			this.#onFile(file);
		}
		else if (right === null) {
			this.#complain(`${file.name} can’t be read.`);
		}
		else {
			this.#complain(`${file.name} is not the file that this upload began with. Choose ${this.known.name} `
				+ `(${size(this.known.size)}), or discard the upload.`);
		}
	}

	async #discard() {
		const sure = await confirm({
			title: `Discard the upload of ${this.known.name}?`,
			detail: 'The part that was uploaded will be deleted.',
			yes: 'Discard',
			no: 'Keep it'
		}, new AbortController().signal);
		if (!sure) {
			return;
		}
		try {
			await discard(this.known);
			announce(`The upload of ${this.known.name} is discarded.`);
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
