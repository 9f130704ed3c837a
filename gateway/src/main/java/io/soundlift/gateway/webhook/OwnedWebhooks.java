package io.soundlift.gateway.webhook;

import java.util.regex.Pattern;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.WebhookState;
import io.soundlift.journey.webhook.Webhooks;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Look-up of webhooks by the id in a URL, restricted to those of the token's owner. There
 * is no other look-up by such an id.
 */
@Component
final class OwnedWebhooks {

	private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

	private static final Pattern EVENT_ID = Pattern.compile("evt_[0-9a-f]{32}_[a-z]{1,20}");

	private final ObjectProvider<Webhooks> webhooks;

	OwnedWebhooks(ObjectProvider<Webhooks> webhooks) {
		this.webhooks = webhooks;
	}

	/**
	 * Returns the webhooks of all accounts.
	 * @throws Problem {@link ProblemType#WEBHOOKS_OFF} if webhooks are disabled
	 */
	Webhooks all() {
		Webhooks all = this.webhooks.getIfAvailable();
		if (all == null) {
			throw new Problem(ProblemType.WEBHOOKS_OFF, "Webhooks are not enabled on this server.");
		}
		return all;
	}

	Webhook require(String id, Jwt token) {
		return all().find(valid(id), token.getSubject()).orElseThrow(OwnedWebhooks::missing);
	}

	/**
	 * Finds a webhook that is able to receive a delivery now.
	 */
	Webhook requireReady(String id, Jwt token, long mostWaiting) {
		Webhook webhook = require(id, token);
		if (webhook.state() != WebhookState.ENABLED) {
			throw new Problem(ProblemType.WEBHOOK_NOT_ENABLED,
					"The webhook is switched off. Switch it on first: PATCH it with enabled true.");
		}
		if (all().countWaiting(webhook) >= mostWaiting) {
			throw new Problem(ProblemType.TOO_MANY_DELIVERIES,
					"%d deliveries or more wait for this webhook. Try again when the receiver has taken some."
						.formatted(mostWaiting))
				.with("limit", mostWaiting);
		}
		return webhook;
	}

	static String valid(String id) {
		if (!ID.matcher(id).matches()) {
			throw missing();
		}
		return id;
	}

	static String validEvent(String id) {
		if (!EVENT_ID.matcher(id).matches()) {
			throw missingDelivery();
		}
		return id;
	}

	static Problem missing() {
		return new Problem(ProblemType.NO_SUCH_WEBHOOK, "There is no such webhook among yours.");
	}

	static Problem missingDelivery() {
		return new Problem(ProblemType.NO_SUCH_DELIVERY, "The webhook has no such delivery, or no more.");
	}

}
