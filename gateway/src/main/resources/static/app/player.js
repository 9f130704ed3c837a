/** A player in the row of a conversion. Nothing is loaded before it is asked to play. */

import { call } from './api.js';
import { duration } from './format.js';
import { fromTemplate, setAction, setOptionalText, setText, setVisible } from './page.js';
import { message } from './texts.js';
import { levelOf, levels, moved } from './waveform.js';

/** Width of a bar of the waveform with the gap after it, in pixels. */
const BAR = 3;

/** The least height of a bar, so that silence and sounds without a waveform can be seen. */
const MIN_HEIGHT = 2;

/** The player that plays or has played last: there is one sound at a time. */
let current = null;

export class Player {

	#row;

	#view;

	#button = document.createElement('button');

	#panel = null;

	#audio = null;

	#slider = null;

	#levels = [];

	/** Where a pointer is that is pressed, as a part of the whole. */
	#aim = null;

	constructor(row, view) {
		this.#row = row;
		this.#button.type = 'button';
		this.#button.className = 'small quiet play';
		this.#button.addEventListener('click', () => this.#toggle());
		row.querySelector('.download').before(this.#button);
		this.update(view);
	}

	/** Takes in what the server says of the conversion. */
	update(view) {
		this.#view = view;
		setVisible(this.#button, Boolean(view.links.mp3));
		if (!view.links.mp3) {
			this.#close();
		}
		this.#showState();
	}

	#showState() {
		setAction(this.#button, message((this.#audio?.paused ?? true) ? 'player.play' : 'player.pause'),
			this.#view.mp3?.fileName ?? '');
	}

	#toggle() {
		if (!this.#panel) {
			this.#open();
		}
		if (this.#audio.paused) {
			this.#play();
		}
		else {
			this.#audio.pause();
		}
	}

	#open() {
		this.#panel = fromTemplate('player-panel');
		this.#slider = this.#panel.querySelector('canvas');
		this.#slider.setAttribute('aria-label', message('player.position', { name: this.#view.mp3.fileName }));
		this.#slider.setAttribute('aria-valuemax', String(Math.round(this.#seconds)));
		this.#slider.addEventListener('keydown', (event) => this.#press(event));
		for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) {
			this.#slider.addEventListener(type, (event) => this.#point(event));
		}
		this.#row.append(this.#panel);
		this.#audio = new Audio();
		this.#audio.preload = 'none';
		this.#audio.src = this.#view.links.mp3;
		for (const type of ['play', 'pause', 'ended', 'seeked', 'timeupdate']) {
			this.#audio.addEventListener(type, () => this.#show());
		}
		this.#audio.addEventListener('error', () => this.#fail());
		new ResizeObserver(() => this.#draw()).observe(this.#slider);
		this.#show();
		this.#loadLevels();
	}

	async #loadLevels() {
		try {
			this.#levels = levels((await call('GET', `${this.#view.links.self}/waveform`)).peaks);
			this.#draw();
		}
		catch {
			// it plays without
		}
	}

	async #play() {
		setOptionalText(this.#panel.querySelector('.problem'), null);
		if (current !== this) {
			current?.pause();
			current = this;
		}
		if (this.#audio.error) {
			this.#audio.load();
		}
		try {
			await this.#audio.play();
		}
		catch (error) {
			// paused before it began, which is no trouble
			if (error.name !== 'AbortError') {
				this.#fail();
			}
		}
	}

	pause() {
		this.#audio?.pause();
	}

	#fail() {
		if (this.#panel) {
			setOptionalText(this.#panel.querySelector('.problem'),
				message('player.failed'));
			this.#show();
		}
	}

	#close() {
		if (this.#panel) {
			this.#panel.remove();
			this.#panel = null;
			const audio = this.#audio;
			this.#audio = null;
			// ends what is being loaded
			audio.pause();
			audio.removeAttribute('src');
			audio.load();
		}
	}

	get #seconds() {
		return this.#view.mp3.durationMillis / 1000;
	}

	#seek(seconds) {
		this.#audio.currentTime = seconds;
		this.#show();
	}

	#press(event) {
		if (event.key === ' ') {
			this.#toggle();
		}
		else {
			const seconds = moved(event.key, this.#audio.currentTime, this.#seconds);
			if (seconds === null) {
				return;
			}
			this.#seek(seconds);
		}
		event.preventDefault();
	}

	/** Seeks where the pointer is let go: each seek is a request. */
	#point(event) {
		if (event.type === 'pointerdown' && event.button === 0) {
			this.#slider.setPointerCapture(event.pointerId);
			this.#aim = this.#partAt(event);
		}
		else if (this.#aim !== null && event.type === 'pointermove') {
			this.#aim = this.#partAt(event);
		}
		else if (this.#aim !== null && event.type === 'pointerup') {
			this.#aim = null;
			this.#seek(this.#partAt(event) * this.#seconds);
		}
		else if (event.type === 'pointercancel') {
			this.#aim = null;
		}
		this.#draw();
	}

	#partAt(event) {
		const box = this.#slider.getBoundingClientRect();
		return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
	}

	#show() {
		if (!this.#panel) {
			return;
		}
		if (!this.#row.isConnected) {
			// the conversion was deleted while it played
			this.#close();
			return;
		}
		this.#showState();
		const now = Math.round(this.#audio.currentTime);
		const text = message('player.time',
			{ position: duration(now * 1000), length: duration(this.#view.mp3.durationMillis) });
		if (this.#slider.getAttribute('aria-valuetext') !== text) {
			this.#slider.setAttribute('aria-valuenow', String(now));
			this.#slider.setAttribute('aria-valuetext', text);
			setText(this.#panel.querySelector('.player-time'), text);
		}
		this.#draw();
	}

	#draw() {
		if (!this.#panel) {
			return;
		}
		const scale = globalThis.devicePixelRatio || 1;
		const width = this.#slider.clientWidth;
		const height = this.#slider.clientHeight;
		this.#slider.width = Math.round(width * scale);
		this.#slider.height = Math.round(height * scale);
		const context = this.#slider.getContext('2d');
		context.scale(scale, scale);
		const style = getComputedStyle(this.#slider);
		const played = (this.#aim ?? this.#audio.currentTime / this.#seconds) * width;
		for (let x = 0; x < width; x += BAR) {
			const bar = Math.max(MIN_HEIGHT, levelOf(this.#levels, x / width, (x + BAR) / width) * height);
			context.fillStyle = (x < played) ? style.color : style.getPropertyValue('--waveform-rest');
			context.fillRect(x, (height - bar) / 2, BAR - 1, bar);
		}
	}

}
