/** Options of a conversion in few words, for the chips of those that are chosen and for the rows of the list. */

import { duration } from './format.js';

/** Labels and values by the names of the API. A value of null stands for an option whose label says all. */
const WORDS = {
	start: (value) => ['from', clock(value)],
	end: (value) => ['to', clock(value)],
	channels: (value) => [(value === '1') ? 'mono' : 'stereo', null],
	sampleRate: (value) => ['', `${Number(value) / 1000} kHz`],
	track: (value) => ['track', value],
	normalize: (value) => [(value === 'true') ? 'even loudness' : 'loudness as it is', null],
	tags: (value) => [(value === 'true') ? 'tags of the video' : 'no tags of the video', null],
	chapters: (value) => [(value === 'true') ? 'chapters' : 'no chapters', null],
	cover: cover,
	title: (value) => ['title', value],
	artist: (value) => ['artist', value],
	album: (value) => ['album', value],
	albumArtist: (value) => ['artist of the album', value],
	composer: (value) => ['composer', value],
	genre: (value) => ['genre', value],
	year: (value) => ['year', value],
	trackNumber: (value) => ['number', value],
	comment: (value) => ['comment', value],
	copyright: (value) => ['copyright', value],
	whole: () => ['whole video', null]
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
			return ['no cover', null];
		case 'auto':
		case 'attached':
			return ['attached picture', null];
		default:
			return ['cover at', clock(value)];
	}
}
