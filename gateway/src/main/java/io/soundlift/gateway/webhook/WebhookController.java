package io.soundlift.gateway.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Comparator;
import java.util.Objects;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.gateway.webhook.WebhookView.WebhookList;
import io.soundlift.journey.outbound.OutboundTargets;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.Webhooks;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoints that create, change and remove webhooks.
 */
@RestController
@RequestMapping("/api/webhooks")
class WebhookController {

	private final OwnedWebhooks owned;

	private final ObjectProvider<OutboundTargets> targets;

	private final int most;

	WebhookController(OwnedWebhooks owned, ObjectProvider<OutboundTargets> targets, GatewayProperties properties) {
		this.owned = owned;
		this.targets = targets;
		this.most = properties.account().maxWebhooks();
	}

	/**
	 * Creates a webhook. Its secret is in this answer only.
	 */
	@PostMapping
	ResponseEntity<WebhookView> create(InputStream body, @AuthenticationPrincipal Jwt token) throws IOException {
		Webhooks webhooks = this.owned.all();
		WebhookRequest request = WebhookRequest.read(body);
		Webhooks.WithSecret created = webhooks
			.create(token.getSubject(), request.requiredUrl(this.targets.getObject()),
					Objects.requireNonNullElseGet(request.eventTypes(), WebhookRequest::all), this.most)
			.orElseThrow(this::tooMany);
		WebhookView view = WebhookView.of(created.webhook(), created.secret());
		return ResponseEntity.created(URI.create("/api/webhooks/" + view.id())).body(view);
	}

	private Problem tooMany() {
		return new Problem(ProblemType.TOO_MANY_WEBHOOKS,
				"Your account may have %d webhooks. Delete one first.".formatted(this.most))
			.with("limit", this.most);
	}

	/**
	 * Returns the webhooks of the account.
	 */
	@GetMapping
	WebhookList list(@AuthenticationPrincipal Jwt token) {
		return new WebhookList(this.owned.all()
			.list(token.getSubject())
			.stream()
			.sorted(Comparator.comparing(Webhook::createdAt))
			.map(WebhookView::of)
			.toList());
	}

	/**
	 * Returns a webhook.
	 * @param id 32 hexadecimal digits
	 */
	@GetMapping("/{id}")
	WebhookView one(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		return WebhookView.of(this.owned.require(id, token));
	}

	/**
	 * Changes a webhook. When it is enabled, waiting deliveries are sent at once.
	 * @param id 32 hexadecimal digits
	 */
	@PatchMapping("/{id}")
	WebhookView change(@PathVariable String id, InputStream body, @AuthenticationPrincipal Jwt token)
			throws IOException {
		Webhook webhook = this.owned.require(id, token);
		WebhookRequest request = WebhookRequest.read(body);
		return this.owned.all()
			.change(webhook.id(), webhook.owner(), request.checkedUrl(this.targets.getObject()), request.eventTypes(),
					request.enabled())
			.map(WebhookView::of)
			.orElseThrow(OwnedWebhooks::missing);
	}

	/**
	 * Deletes a webhook with its deliveries.
	 * @param id 32 hexadecimal digits
	 */
	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		if (!this.owned.all().remove(OwnedWebhooks.valid(id), token.getSubject())) {
			throw OwnedWebhooks.missing();
		}
	}

	/**
	 * Replaces the secret of a webhook. Both secrets are valid for a day.
	 * @param id 32 hexadecimal digits
	 */
	@PostMapping("/{id}/secret")
	WebhookView rotateSecret(@PathVariable String id, @AuthenticationPrincipal Jwt token) {
		return this.owned.all()
			.rotateSecret(this.owned.require(id, token))
			.map((rotated) -> WebhookView.of(rotated.webhook(), rotated.secret()))
			.orElseThrow(OwnedWebhooks::missing);
	}

}
