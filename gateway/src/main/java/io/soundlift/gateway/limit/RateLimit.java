package io.soundlift.gateway.limit;

import java.time.Duration;

import jakarta.servlet.http.HttpServletResponse;

/**
 * The remaining part of a limit per period, in the form of
 * draft-ietf-httpapi-ratelimit-headers-10.
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
	 * Adds the limit to a response. Several limits form a list.
	 * @param response the response
	 */
	void addTo(HttpServletResponse response) {
		response.addHeader("RateLimit-Policy",
				"\"%s\";q=%d;qu=\"%s\";w=%d".formatted(this.policy, this.quota, this.unit, this.window.toSeconds()));
		response.addHeader("RateLimit", "\"%s\";r=%d;t=%d".formatted(this.policy, this.left, this.reset.toSeconds()));
	}

}
