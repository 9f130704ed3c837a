/** Takes files and uploads them one after the other. */

import { events } from './api.js';
import { describe, loadLimits } from './limits.js';
import { Options } from './options.js';
import { announce, byId, removeRow, setText, setVisible } from './page.js';
import { Upload } from './upload.js';

export class Uploads {

	#list = byId('uploads');

	#uploads = [];

	#running = false;

	#options = new Options();

	#maxBytes = null;

	#onAccepted;

	/** Takes a function that gets each new conversion and whether the focus was on its upload. */
	constructor(onAccepted) {
		this.#onAccepted = onAccepted;
		const input = byId('files');
		input.addEventListener('change', () => {
			this.add([...input.files]);
			// the same file may be chosen again
			input.value = '';
		});
		this.#takeDrops();
		events.addEventListener('signed-in', () => this.#resume());
		events.addEventListener('user-changed', () => this.#uploads.forEach((upload) => upload.cancel()));
		addEventListener('beforeunload', (event) => {
			if (this.#uploads.some((upload) => upload.isPending)) {
				event.preventDefault();
			}
		});
	}

	/** Asks the server what it takes. Without an answer the server's own defaults hold. */
	async loadLimits() {
		const limits = await loadLimits();
		this.#show(limits);
		this.#options.show(limits);
	}

	#show(limits) {
		this.#maxBytes = limits.maxVideoBytes;
		setText(byId('limit'), describe(limits));
	}

	add(files) {
		const options = this.#options.read();
		if (!options) {
			return;
		}
		for (const file of files) {
			const upload = new Upload(file, options, {
				onRetry: () => this.#next(),
				onRemove: () => this.#remove(upload)
			});
			upload.row.addEventListener('again', () => {
				upload.resume();
				this.#next();
			});
			this.#uploads.push(upload);
			this.#list.append(upload.row);
			upload.check(this.#maxBytes);
		}
		setVisible(this.#list, this.#uploads.length > 0);
		this.#next();
	}

	async #next() {
		const upload = this.#uploads.find((candidate) => candidate.state === 'waiting');
		if (this.#running || !upload) {
			return;
		}
		this.#running = true;
		const conversion = await upload.run();
		this.#running = false;
		if (conversion) {
			const focused = upload.row.contains(document.activeElement);
			this.#remove(upload);
			announce(`${upload.name} is uploaded.`);
			this.#onAccepted(conversion, focused);
			// what is left of the day is news only, and the next upload asks anew
			loadLimits().then((limits) => this.#show(limits), () => {});
		}
		this.#next();
	}

	#resume() {
		this.#uploads.filter((upload) => upload.state === 'paused').forEach((upload) => upload.resume());
		this.#next();
	}

	#remove(upload) {
		this.#uploads = this.#uploads.filter((other) => other !== upload);
		removeRow(upload.row, byId('files'));
		setVisible(this.#list, this.#uploads.length > 0);
	}

	/** Takes files that are dropped anywhere: a near miss must not replace the page by the video. */
	#takeDrops() {
		const area = byId('drop');
		const mark = (over) => area.classList.toggle('over', over);
		addEventListener('dragover', (event) => {
			event.preventDefault();
			mark(event.dataTransfer.types.includes('Files'));
		});
		addEventListener('dragleave', (event) => {
			if (!event.relatedTarget) {
				mark(false);
			}
		});
		addEventListener('drop', (event) => {
			event.preventDefault();
			mark(false);
			this.add(files(event.dataTransfer));
		});
	}

}

/** The files of a drop. A folder among them is none. */
function files(transfer) {
	return [...transfer.items].filter((item) => item.kind === 'file' && !item.webkitGetAsEntry?.()?.isDirectory)
		.map((item) => item.getAsFile());
}
