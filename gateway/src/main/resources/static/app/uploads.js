/** Takes files and uploads them one after the other, and offers to go on with what is unfinished. */

import { call, currentSession, events } from './api.js';
import { Draft } from './draft.js';
import { describe, loadLimits } from './limits.js';
import { Options } from './options.js';
import { announce, byId, removeRow, setText, setVisible } from './page.js';
import { findUnfinished } from './resumable-upload.js';
import { isUnreadable } from './sound.js';
import { message } from './texts.js';
import { UnfinishedUpload } from './unfinished-upload.js';
import * as memory from './upload-memory.js';
import { Upload } from './upload.js';

const LOOK_AGAIN_MILLIS = 5_000;

const MAX_LOOK_AGAIN_MILLIS = 60_000;

export class Uploads {

	#list = byId('uploads');

	#uploads = [];

	#unfinished = [];

	#unfinishedTimer;

	/** Ids of uploads that are conversions by now. */
	#finished = new Set();

	/** Files that wait for options of their own. */
	#drafts = [];

	/** What conversions were made of of which only the sound was sent, by their ids. */
	#soundOnly = new Map();

	#running = false;

	#options = new Options(currentSession().email);

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
		byId('send-all').addEventListener('click', () => this.#sendAll());
		events.addEventListener('signed-in', () => this.#resume());
		events.addEventListener('user-changed', () => {
			this.#uploads.forEach((upload) => upload.stop());
			[...this.#drafts].forEach((draft) => this.#removeDraft(draft));
			this.#soundOnly.clear();
		});
		memory.events.addEventListener('gone', ({ detail: id }) => this.#unfinished.filter((it) => it.known.id === id)
			.forEach((it) => this.#removeUnfinished(it)));
		memory.events.addEventListener('released', () => this.showUnfinished());
		addEventListener('beforeunload', (event) => {
			if (this.#drafts.length > 0 || this.#uploads.some((upload) => upload.isPending)) {
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
			this.#list.append((this.#options.asksForEach) ? this.#draft(file).row
				: this.#upload(file, options, this.#options.sendsWhole).row);
		}
		this.#showList();
		this.#next();
	}

	#draft(file) {
		const draft = new Draft(file, this.#options, {
			onSend: () => this.#send(draft),
			onRemove: () => this.#removeDraft(draft)
		});
		this.#drafts.push(draft);
		return draft;
	}

	#send(draft) {
		const upload = this.#upload(draft.file, draft.options, this.#options.sendsWhole);
		draft.row.after(upload.row);
		// a focus in the row goes to the next one
		this.#removeDraft(draft);
		this.#next();
	}

	/** Sends what can be sent, and stops at the first that can't. */
	#sendAll() {
		if ([...this.#drafts].every((draft) => draft.send())) {
			this.#list.firstElementChild?.focus();
		}
	}

	#removeDraft(draft) {
		this.#drafts = this.#drafts.filter((other) => other !== draft);
		removeRow(draft.row, byId('files'));
		this.#showList();
	}

	/** Sends the whole video if the sound alone could not be converted. */
	ended(conversion) {
		const soundOnly = this.#soundOnly.get(conversion.id);
		this.#soundOnly.delete(conversion.id);
		if (!soundOnly || !isUnreadable(conversion)) {
			return;
		}
		announce(message('upload.sound-failed', { name: conversion.fileName }));
		call('DELETE', conversion.links.self).catch(() => {
			// then it stays in the list
		});
		this.#list.append(this.#upload(soundOnly.file, soundOnly.options, true).row);
		this.#showList();
		this.#next();
	}

	/**
	 * Offers to go on with what this account has not finished, as soon as the server tells what that is, and no other
	 * device sends it any more.
	 */
	async showUnfinished(pauseMillis = LOOK_AGAIN_MILLIS) {
		const next = this.#list.firstElementChild;
		clearTimeout(this.#unfinishedTimer);
		let found = [];
		const lookAgain = (waitMillis) => {
			const longer = Math.min(pauseMillis * 2, MAX_LOOK_AGAIN_MILLIS);
			clearTimeout(this.#unfinishedTimer);
			this.#unfinishedTimer = setTimeout(() => this.showUnfinished(longer), Math.max(waitMillis, pauseMillis));
		};
		try {
			const unfinished = await findUnfinished(currentSession().email);
			found = unfinished.found;
			if (unfinished.sending) {
				lookAgain(0);
			}
		}
		catch (error) {
			if (error.status !== 401) {
				lookAgain((error.retryAfterSeconds ?? 0) * 1000);
			}
		}
		const before = (next?.parentNode === this.#list) ? next : null;
		found.filter(({ known }) => !this.#finished.has(known.id) && !this.#isShown(known.id))
			.forEach(({ known, offset }) => this.#offer(known, offset, before));
	}

	#isShown(id) {
		return [...this.#unfinished, ...this.#uploads].some(({ known }) => known?.id === id);
	}

	/** Offers no longer to go on with what has become a conversion, by another tab or device. */
	finished(conversion) {
		this.#finished.add(conversion.id);
		this.#unfinished.filter(({ known }) => known.id === conversion.id).forEach(({ known }) => memory.forget(known));
	}

	/** Offers one, before a row, or after all if that is null. */
	#offer(known, offset, next) {
		const unfinished = new UnfinishedUpload(known, offset, (file) => this.#goOn(unfinished, file));
		this.#unfinished.push(unfinished);
		this.#list.insertBefore(unfinished.row, next);
		this.#showList();
	}

	#goOn(unfinished, file) {
		const upload = this.#upload(file, unfinished.known.options, false, unfinished.known);
		unfinished.row.after(upload.row);
		// a focus in the row goes to the next one
		this.#removeUnfinished(unfinished);
		this.#next();
	}

	#upload(file, options, whole, known = null) {
		const upload = new Upload(file, options, {
			onRetry: () => this.#next(),
			onRemove: () => this.#remove(upload),
			onInterrupted: ({ known, offset }) => this.#interrupted(upload, known, offset)
		}, whole, known);
		upload.row.addEventListener('again', () => {
			upload.resume();
			this.#next();
		});
		this.#uploads.push(upload);
		upload.check(this.#maxBytes);
		return upload;
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
			if (upload.soundOnly) {
				this.#soundOnly.set(conversion.id, upload.soundOnly);
			}
			announce(message('upload.done', { name: upload.name }));
			this.#onAccepted(conversion, focused);
			// what is left of the day is news only, and the next upload asks anew
			loadLimits().then((limits) => this.#show(limits), () => {});
		}
		this.#next();
	}

	#resume() {
		this.#uploads.filter((upload) => upload.state === 'signed-out').forEach((upload) => upload.resume());
		this.#next();
		this.showUnfinished();
	}

	#remove(upload) {
		this.#uploads = this.#uploads.filter((other) => other !== upload);
		removeRow(upload.row, byId('files'));
		this.#showList();
	}

	#removeUnfinished(unfinished) {
		this.#unfinished = this.#unfinished.filter((other) => other !== unfinished);
		removeRow(unfinished.row, byId('files'));
		this.#showList();
	}

	/** Asks for the file of an upload anew, because it can't be read any more. */
	#interrupted(upload, known, offset) {
		memory.release(known);
		this.#offer(known, offset, upload.row);
		this.#remove(upload);
	}

	#showList() {
		setVisible(this.#list, this.#uploads.length + this.#unfinished.length + this.#drafts.length > 0);
		setVisible(byId('send-all'), this.#drafts.length > 1);
	}

	/** Takes files that are dropped anywhere: a near miss must not replace the page by the video. */
	#takeDrops() {
		const area = byId('drop');
		const mark = (over) => {
			area.classList.toggle('over', over);
			document.body.classList.toggle('dragging', over);
		};
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
