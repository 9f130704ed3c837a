package io.soundlift.testsupport;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.jayway.jsonpath.DocumentContext;

/**
 * A mail that {@link TestMailpit} has caught, as Mailpit reads it.
 */
public final class CaughtMail {

	private final TestMailpit mailpit;

	private final String path;

	CaughtMail(TestMailpit mailpit, String id) {
		this.mailpit = mailpit;
		this.path = "api/v1/message/" + id;
	}

	/**
	 * Returns the headers.
	 * @return the values by name, undecoded
	 */
	public Map<String, List<String>> headers() {
		return this.mailpit.json(this.path + "/headers").read("$");
	}

	/**
	 * Returns the plain text.
	 * @return the part that mail programs without HTML show
	 */
	public String text() {
		return this.mailpit.json(this.path).read("$.Text");
	}

	/**
	 * Returns the HTML.
	 * @return the other part; empty if there is none
	 */
	public String html() {
		return this.mailpit.json(this.path).read("$.HTML");
	}

	/**
	 * Returns the mail as it was sent.
	 * @return headers and bodies
	 */
	public String source() {
		return this.mailpit.text(this.path + "/raw");
	}

	/**
	 * Checks what of the HTML mail programs understand.
	 * @return the result
	 */
	public HtmlCheck checkHtml() {
		DocumentContext check = this.mailpit.json(this.path + "/html-check");
		List<String> warnings = check.read("$.Warnings[?(@.Score.Found > 0)].Slug");
		return new HtmlCheck(number(check, "$.Total.Supported"), number(check, "$.Total.Unsupported"), warnings);
	}

	private static double number(DocumentContext document, String path) {
		return document.<Number>read(path).doubleValue();
	}

	/**
	 * Opens each link of both parts, and follows no redirect.
	 * @return the status by address; 0 where nothing answers
	 */
	public Map<String, Integer> checkLinks() {
		List<Map<String, Object>> links = this.mailpit.json(this.path + "/link-check").read("$.Links[*]");
		Map<String, Integer> statuses = new TreeMap<>();
		links.forEach((link) -> statuses.put(String.valueOf(link.get("URL")),
				((Number) link.getOrDefault("StatusCode", 0)).intValue()));
		return statuses;
	}

	/**
	 * How much of a mail's HTML and CSS is supported by the mail programs that Mailpit
	 * knows.
	 *
	 * @param supported share that all of them support, in percent
	 * @param unsupported share that some of them ignore, in percent
	 * @param warnings features that some of them ignore or support only in part, by the
	 * names of caniemail.com
	 */
	public record HtmlCheck(double supported, double unsupported, List<String> warnings) {

	}

}
