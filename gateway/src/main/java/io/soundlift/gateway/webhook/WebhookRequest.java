package io.soundlift.gateway.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.soundlift.gateway.problem.JsonBody;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.outbound.OutboundTargets;
import io.soundlift.journey.webhook.WebhookEventType;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a webhook that its owner requests. Absent members change nothing.
 *
 * @param url where events are sent
 * @param events types of the events that are sent
 * @param enabled whether it gets events
 */
record WebhookRequest(@Nullable String url, @Nullable List<String> events, @Nullable Boolean enabled) {

	/**
	 * Reads the body of a request.
	 * @param body the body, of which no more is read than such a request may have
	 * @return the request
	 * @throws Problem {@link ProblemType#INVALID_WEBHOOK} if it is no such request
	 * @throws IOException if the connection breaks
	 */
	static WebhookRequest read(InputStream body) throws IOException {
		return JsonBody.read(body, WebhookRequest.class,
				(cause) -> invalid(
						"The body must be a JSON object with the members url, events and enabled, or some of them.",
						cause));
	}

	/**
	 * Returns the URL of a new webhook.
	 */
	String requiredUrl(OutboundTargets targets) {
		String checked = checkedUrl(targets);
		if (checked == null) {
			throw invalid("The member url is missing.", null);
		}
		return checked;
	}

	@Nullable String checkedUrl(OutboundTargets targets) {
		if (this.url != null) {
			targets.problem(this.url).ifPresent((problem) -> {
				throw invalid(problem, null);
			});
		}
		return this.url;
	}

	@Nullable Set<WebhookEventType> eventTypes() {
		if (this.events == null) {
			return null;
		}
		Set<WebhookEventType> types = EnumSet.noneOf(WebhookEventType.class);
		for (String event : this.events) {
			types.add(type(event));
		}
		if (types.isEmpty()) {
			throw invalid("The member events must not be empty; to get none, set enabled to false.", null);
		}
		return types;
	}

	private static WebhookEventType type(@Nullable String event) {
		return WebhookEventType.subscribable((event != null) ? event : "")
			.orElseThrow(
					() -> invalid("The member events may have %s.".formatted(String.join(", ", names(all()))), null));
	}

	/**
	 * Returns the default events of a webhook.
	 */
	static Set<WebhookEventType> all() {
		Set<WebhookEventType> types = EnumSet.allOf(WebhookEventType.class);
		types.removeIf((type) -> !type.isSubscribable());
		return types;
	}

	private static List<String> names(Set<WebhookEventType> types) {
		return types.stream().map(WebhookEventType::code).toList();
	}

	private static Problem invalid(String detail, @Nullable Throwable cause) {
		return new Problem(ProblemType.INVALID_WEBHOOK, detail, cause);
	}

}
