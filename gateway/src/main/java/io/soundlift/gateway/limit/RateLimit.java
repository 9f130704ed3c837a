package io.soundlift.gateway.limit;

import java.time.Duration;

import jakarta.servlet.http.HttpServletResponse;

/**
 * How much of a limit for a span of time is left, as
 * draft-ietf-httpapi-ratelimit-headers-10 tells it.
 *
 * @param policy name of the limit, of letters and hyphens
 * @param quota how much there is in a window
 * @param unit what is counted, {@code requests} or {@code content-bytes}
 * @param window length of a window
 * @param left how much of the window is left
 * @param reset time until the next window
 */
record RateLimit(String policy, long quota, String unit, Duration window, long left, Duration reset) {

	/**
	 * Adds the limit to an answer. Several limits make a list.
	 * @param response the answer
	 */
	void addTo(HttpServletResponse response) {
		response.addHeader("RateLimit-Policy",
				"\"%s\";q=%d;qu=\"%s\";w=%d".formatted(this.policy, this.quota, this.unit, this.window.toSeconds()));
		response.addHeader("RateLimit", "\"%s\";r=%d;t=%d".formatted(this.policy, this.left, this.reset.toSeconds()));
	}

}
