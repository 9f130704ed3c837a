/**
 * The texts of the page in its language, which the server has chosen. Texts are in `texts-en.js` and `texts-de.js`; they
 * have names in braces for what is put in. A text that depends on a number has a form for each category of plural rules.
 */

/** The language of the page. */
export const language = document.documentElement.lang;

const { default: texts } = await import(`./texts-${language}.js`);

/** The user's own kind of that language, such as British English, for dates and numbers. */
export const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;

const plurals = new Intl.PluralRules(locale);

const lists = new Intl.ListFormat(locale);

/** A text by its key, with values put in; the one that suits a number if there is a value named "count". */
export function message(key, values = {}) {
	const text = texts[key];
	if (text === undefined) {
		throw new Error(`No text: ${key}`);
	}
	const form = (typeof text === 'string') ? text : text[plurals.select(values.count)] ?? text.other;
	return form.replace(/\{(\w+)\}/g, (_, name) => written(values[name]));
}

/** Whether there is a text of the page's own. */
export function has(key) {
	return key in texts;
}

/** What the server says in English, in the language of the page as far as that is known, by the key of the text. */
export function translated(key, english, values) {
	return (has(`server.${key}`)) ? message(`server.${key}`, values) : english;
}

/** A number as it is written in the user's language, with a number of decimals. */
export function number(value, decimals = 0) {
	return new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
		.format(value);
}

function written(value) {
	if (Array.isArray(value)) {
		return lists.format(value.map(String));
	}
	return (typeof value === 'number') ? number(value) : String(value ?? '');
}
