/** Options of a conversion in few words, for the chips of those that are chosen and for the rows of the list. */

import { duration } from './format.js';
import { locale, message } from './texts.js';

/** Labels and values by the names of the API. A value of null stands for an option whose label says all. */
const WORDS = {
	start: (value) => [message('option.start'), clock(value)],
	end: (value) => [message('option.end'), clock(value)],
	channels: (value) => [message((value === '1') ? 'option.mono' : 'option.stereo'), null],
	sampleRate: (value) => ['', kilohertz(value)],
	track: labelled('option.track'),
	normalize: (value) => [message((value === 'true') ? 'option.normalize' : 'option.no-normalize'), null],
	tags: (value) => [message((value === 'true') ? 'option.tags' : 'option.no-tags'), null],
	chapters: (value) => [message((value === 'true') ? 'option.chapters' : 'option.no-chapters'), null],
	cover: cover,
	title: labelled('option.title'),
	artist: labelled('option.artist'),
	album: labelled('option.album'),
	albumArtist: labelled('option.album-artist'),
	composer: labelled('option.composer'),
	genre: labelled('option.genre'),
	year: labelled('option.year'),
	trackNumber: labelled('option.track-number'),
	comment: labelled('option.comment'),
	copyright: labelled('option.copyright'),
	whole: () => [message('option.whole'), null],
	each: () => [message('option.each'), null]
};

/** What is usual, as the answers of the API state it. */
const USUAL = { normalize: 'false', tags: 'true', chapters: 'true', cover: 'auto' };

/** The words of options that were asked for: name, label, and value or null. Those of the encoding are left out. */
export function optionWords(options) {
	return Object.keys(WORDS).filter((name) => options[name] !== undefined).map((name) => {
		const [label, value] = WORDS[name](String(options[name]));
		return { name, label, value };
	});
}

/** The words of a conversion's options that are not the usual ones, as texts. */
export function unusualOptions(options) {
	const unusual = Object.entries(options).filter(([name, value]) => String(value) !== USUAL[name]);
	return optionWords(Object.fromEntries(unusual)).map(text);
}

/** Label and value as one text. */
export function text({ label, value }) {
	return [label, value].filter(Boolean).join(' ');
}

/** A sample rate, such as "44.1 kHz". */
export function kilohertz(hertz) {
	return `${new Intl.NumberFormat(locale).format(Number(hertz) / 1000)} kHz`;
}

function labelled(key) {
	return (value) => [message(key), value];
}

/** A time as it was typed, or seconds. */
function clock(value) {
	if (!/^\d+(\.\d+)?$/.test(value)) {
		return value;
	}
	const [whole, fraction] = value.split('.');
	return [duration(Number(whole) * 1000), fraction].filter(Boolean).join('.');
}

function cover(value) {
	switch (value) {
		case 'none':
			return [message('option.no-cover'), null];
		case 'auto':
		case 'attached':
			return [message('option.attached-cover'), null];
		default:
			return [message('option.cover-at'), clock(value)];
	}
}
