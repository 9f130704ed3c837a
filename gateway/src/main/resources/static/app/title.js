/** How far the conversions are, in the title of the page. */

const NAME = document.title;

/** Takes the live conversions. */
export function showInTitle(views) {
	const percents = views.map((view) => view.progress?.percent).filter((percent) => percent !== undefined);
	const sum = percents.reduce((total, percent) => total + percent, 0);
	const title = (percents.length > 0) ? `${Math.floor(sum / percents.length)} % · ${NAME}` : NAME;
	if (document.title !== title) {
		document.title = title;
	}
}
