package io.soundlift.notifier.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.soundlift.encryption.Encryption;
import io.soundlift.journey.outbound.AddressRange;
import io.soundlift.journey.outbound.CheckedAddresses;
import io.soundlift.journey.outbound.OutboundTargets;
import io.soundlift.journey.webhook.DeliveryState;
import io.soundlift.journey.webhook.Webhook;
import io.soundlift.journey.webhook.WebhookDelivery;
import io.soundlift.journey.webhook.WebhookEventType;
import io.soundlift.journey.webhook.WebhookEvents;
import io.soundlift.journey.webhook.WebhookQueue;
import io.soundlift.journey.webhook.WebhookSecrets;
import io.soundlift.journey.webhook.WebhookSettings;
import io.soundlift.journey.webhook.WebhookState;
import io.soundlift.journey.webhook.Webhooks;
import io.soundlift.journey.webhook.Webhooks.WithSecret;
import io.soundlift.notifier.NotifierProperties;
import io.soundlift.notifier.TestConversion;
import io.soundlift.notifier.webhook.TestReceiver.Received;
import io.soundlift.testsupport.MovableClock;
import io.soundlift.testsupport.TestMongo;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the delivery of events to real receivers, with a clock that is moved.
 */
@Tag("database")
class WebhookDispatcherTests {

	private static final String OWNER = "account-1";

	private static final Duration LEASE = Duration.ofMinutes(2);

	private static final Duration DAY = Duration.ofDays(1);

	/** As in production, but with time for slow machines and few places. */
	private static final NotifierProperties.Webhooks SETTINGS = new NotifierProperties.Webhooks(Duration.ofSeconds(1),
			Duration.ofMinutes(5), 3, 2, Duration.ofSeconds(15), Duration.ofHours(1), DAY, Duration.ofDays(3), 5);

	private final MongoClient client = MongoClients.create(TestMongo.uri());

	private final String database = TestMongo.databaseName();

	private final MongoTemplate mongo = new MongoTemplate(this.client, this.database);

	private final MovableClock clock = new MovableClock();

	private final WebhookSettings allowed = new WebhookSettings("", List.of(), true,
			List.of(AddressRange.valueOf("127.0.0.0/8")));

	private final WebhookSecrets secrets = new WebhookSecrets(
			new Encryption("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", List.of(), "test"));

	private final WebhookEvents events = new WebhookEvents(this.mongo, this.clock);

	private final Webhooks webhooks = new Webhooks(this.mongo, this.events, this.secrets, this.clock);

	private final WebhookQueue queue = new WebhookQueue(this.mongo, this.clock, LEASE);

	private final TestReceiver receiver = new TestReceiver();

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final WebhookDispatcher dispatcher = dispatcher(SETTINGS,
			addresses(SystemDefaultDnsResolver.INSTANCE, this.allowed));

	WebhookDispatcherTests() {
		Webhooks.createIndexes(this.mongo);
	}

	@AfterEach
	void close() throws Exception {
		this.receiver.close();
		for (AutoCloseable each : this.opened) {
			each.close();
		}
		this.client.getDatabase(this.database).drop();
		this.client.close();
	}

	private WebhookDispatcher dispatcher(NotifierProperties.Webhooks settings, DnsResolver addresses) {
		WebhookSender sender = new WebhookSender(this.secrets, addresses, settings.deadline(), settings.concurrency());
		WebhookDispatcher made = new WebhookDispatcher(this.queue, sender, new WebhookMeters(new SimpleMeterRegistry()),
				settings, Duration.ofSeconds(30), this.clock);
		this.opened.add(made);
		this.opened.add(sender);
		return made;
	}

	private static DnsResolver addresses(DnsResolver resolver, WebhookSettings settings) {
		return new CheckedAddresses(resolver, new OutboundTargets(settings.allowHttp(), settings.allowedAddresses()));
	}

	private WithSecret webhook(String owner, String url) {
		return this.webhooks.create(owner, url, EnumSet.allOf(WebhookEventType.class), 10).orElseThrow();
	}

	private Webhook webhook(String path) {
		return webhook(OWNER, this.receiver.url(path)).webhook();
	}

	private Webhook now(Webhook webhook) {
		return this.webhooks.find(webhook.id(), webhook.owner()).orElseThrow();
	}

	private WebhookDelivery delivery(Webhook webhook) {
		return this.webhooks.deliveries(webhook, 1).get(0);
	}

	/** Begins what is due and waits until it has ended. */
	private void run(WebhookDispatcher dispatcher, Webhook webhook) {
		dispatcher.dispatch();
		await().until(() -> !now(webhook).leaseUntil().isAfter(this.clock.instant()));
	}

	private void runUntil(DeliveryState state, Webhook webhook) {
		run(this.dispatcher, webhook);
		await().untilAsserted(() -> assertThat(delivery(webhook).state()).isEqualTo(state));
	}

	@Test
	void deliversEventWithSignatureThatReceiverCanVerify() {
		WithSecret created = webhook(OWNER, this.receiver.url("/hook"));
		this.clock.advance(Duration.ofHours(1));
		this.events.recordEnd(TestConversion.completed().finishedAt(this.clock.instant()).id("c".repeat(32)).build());
		runUntil(DeliveryState.DELIVERED, created.webhook());
		Received request = this.receiver.received("/hook").get(0);
		assertThat(request.isSignedWith(created.secret())).isTrue();
		assertThat(request.isSignedWith("whsec_" + "A".repeat(43) + "=")).isFalse();
		assertThat(request.timestamp()).isEqualTo(this.clock.instant().getEpochSecond());
		assertThat(request.id()).isEqualTo("evt_" + "c".repeat(32) + "_completed");
		assertThat(request.headers().getFirst("Content-Type")).startsWith("application/json");
		assertThat(request.body()).contains("\"type\":\"conversion.completed\"", "\"fileName\":\"talk.mp4\"",
				"\"sizeBytes\":89346000");
		WebhookDelivery delivery = delivery(created.webhook());
		assertThat(delivery.status()).isEqualTo(200);
		assertThat(delivery.answer()).startsWith("answer of /hook").hasSizeLessThanOrEqualTo(500);
		assertThat(delivery.tries()).isEqualTo(1);
	}

	@Test
	void recordsEventOnceAndOnlyForWebhooksThatWereThere() {
		Webhook before = webhook("/before");
		this.webhooks.change(before.id(), OWNER, null, Set.of(WebhookEventType.CONVERSION_FAILED), null);
		Webhook there = webhook("/there");
		this.clock.advance(Duration.ofMinutes(1));
		Instant end = this.clock.instant();
		this.clock.advance(Duration.ofMinutes(1));
		Webhook later = webhook("/later");
		Webhook other = webhook("account-2", this.receiver.url("/other")).webhook();
		TestConversion conversion = TestConversion.completed().finishedAt(end);
		this.events.recordEnd(conversion.build());
		this.events.recordEnd(conversion.build());
		assertThat(this.webhooks.deliveries(there, 10)).hasSize(1);
		assertThat(List.of(before, later, other))
			.allSatisfy((webhook) -> assertThat(this.webhooks.deliveries(webhook, 10)).isEmpty());
	}

	@Test
	void deliversEveryEventInTheEndWhenReceiverIsAwayForAnHour() {
		Webhook webhook = webhook("/hook");
		this.receiver.goAway();
		Set<String> sent = new HashSet<>();
		for (int minutes = 0; minutes < 60; minutes += 5) {
			sent.add(this.webhooks.ping(now(webhook)).eventId());
			run(this.dispatcher, webhook);
			this.clock.advance(Duration.ofMinutes(5));
		}
		assertThat(now(webhook).failures()).isPositive();
		this.receiver.comeBack();
		await().untilAsserted(() -> {
			this.clock.advance(Duration.ofMinutes(5));
			run(this.dispatcher, webhook);
			assertThat(this.receiver.received("/hook")).extracting(Received::id).containsAll(sent);
		});
		await().untilAsserted(() -> assertThat(now(webhook).failures()).isZero());
	}

	@Test
	void waitsLongerAfterEachFailureAndGivesUpAfterADay() {
		this.receiver.answer("/hook", 500);
		Webhook webhook = webhook("/hook");
		this.webhooks.ping(webhook);
		run(this.dispatcher, webhook);
		await().untilAsserted(() -> assertThat(now(webhook).dueAt()).isEqualTo(this.clock.instant().plusSeconds(15)));
		run(this.dispatcher, webhook);
		assertThat(this.receiver.received("/hook")).as("it is not due yet").hasSize(1);
		for (int hours = 0; hours < 23; hours++) {
			this.clock.advance(Duration.ofHours(1));
			run(this.dispatcher, webhook);
		}
		assertThat(delivery(webhook).state()).isEqualTo(DeliveryState.WAITING);
		this.clock.advance(Duration.ofHours(1));
		runUntil(DeliveryState.FAILED, webhook);
		assertThat(delivery(webhook).problem()).contains("500");
		assertThat(now(webhook).state()).isEqualTo(WebhookState.ENABLED);
		assertThat(this.receiver.received("/hook")).extracting(Received::id).containsOnly(delivery(webhook).eventId());
	}

	@Test
	void replaysDeliveryThatWasGivenUpWithTheSameId() {
		this.receiver.answer("/hook", 500);
		Webhook webhook = webhook("/hook");
		String event = this.webhooks.ping(webhook).eventId();
		this.clock.advance(DAY);
		runUntil(DeliveryState.FAILED, webhook);
		this.receiver.answer("/hook", 202);
		assertThat(this.webhooks.replay(now(webhook), event)).isPresent();
		runUntil(DeliveryState.DELIVERED, webhook);
		assertThat(this.receiver.received("/hook")).extracting(Received::id).containsExactly(event, event);
	}

	@Test
	void switchesWebhookOffWhenReceiverFailsForDays() {
		this.receiver.answer("/hook", 503);
		Webhook webhook = webhook("/hook");
		await().untilAsserted(() -> {
			if (now(webhook).state() == WebhookState.ENABLED) {
				this.webhooks.ping(now(webhook));
				run(this.dispatcher, webhook);
				this.clock.advance(Duration.ofHours(12));
			}
			assertThat(now(webhook).state()).isEqualTo(WebhookState.SUSPENDED);
		});
		assertThat(now(webhook).reason()).contains("503");
		Instant since = now(webhook).failingSince();
		assertThat(since).isBeforeOrEqualTo(this.clock.instant().minus(Duration.ofDays(3)));
		this.receiver.answer("/hook", 200);
		Webhook enabled = this.webhooks.change(webhook.id(), OWNER, null, null, true).orElseThrow();
		assertThat(enabled.reason()).isNull();
		String event = this.webhooks.ping(enabled).eventId();
		await().untilAsserted(() -> {
			run(this.dispatcher, webhook);
			this.clock.advance(Duration.ofMinutes(30));
			assertThat(this.receiver.received("/hook")).extracting(Received::id).contains(event);
		});
	}

	@Test
	void switchesWebhookOffWhenReceiverIsGone() {
		this.receiver.answer("/hook", 410);
		Webhook webhook = webhook("/hook");
		this.webhooks.ping(webhook);
		this.dispatcher.dispatch();
		await().untilAsserted(() -> assertThat(now(webhook).state()).isEqualTo(WebhookState.SUSPENDED));
		assertThat(delivery(webhook).state()).isEqualTo(DeliveryState.FAILED);
	}

	@Test
	void deliversToOthersWhileReceiversOfOneAccountAreSlow() {
		CountDownLatch gate = this.receiver.hold("/slow");
		List<Webhook> slow = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			slow.add(webhook("/slow"));
		}
		slow.forEach(this.webhooks::ping);
		this.dispatcher.dispatch();
		await().until(() -> this.receiver.received("/slow").size() == 2);
		this.clock.advance(Duration.ofSeconds(1));
		Webhook quick = webhook("account-2", this.receiver.url("/quick")).webhook();
		for (int i = 0; i < 3; i++) {
			this.webhooks.ping(quick);
		}
		this.dispatcher.dispatch();
		await().until(() -> this.receiver.received("/quick").size() == 3);
		assertThat(this.receiver.received("/slow")).as("no more than the share of an account").hasSize(2);
		gate.countDown();
		await().until(() -> this.receiver.received("/slow").size() == 4);
	}

	@Test
	void sendsSameEventAgainWhenNotifierDiedBeforeItWasRecorded() {
		WithSecret created = webhook(OWNER, this.receiver.url("/hook"));
		String event = this.webhooks.ping(created.webhook()).eventId();
		// what a notifier does that dies then
		Webhook claimed = this.queue.claim(List.of()).orElseThrow();
		WebhookDelivery sent = this.queue.next(claimed).orElseThrow();
		WebhookSender sender = new WebhookSender(this.secrets,
				addresses(SystemDefaultDnsResolver.INSTANCE, this.allowed), SETTINGS.deadline(), 1);
		this.opened.add(sender);
		assertThat(sender.send(claimed, sent, this.clock.instant()).isSuccess()).isTrue();
		this.dispatcher.dispatch();
		assertThat(this.receiver.received("/hook")).as("its lease holds").hasSize(1);
		this.clock.advance(LEASE);
		runUntil(DeliveryState.DELIVERED, created.webhook());
		assertThat(this.receiver.received("/hook")).extracting(Received::id).containsExactly(event, event);
		assertThat(this.receiver.received("/hook").get(1).isSignedWith(created.secret())).isTrue();
		// the one that was thought dead comes late
		this.queue.failed(claimed, sent, sender.send(claimed, sent, this.clock.instant()), this.clock.instant(),
				this.clock.instant());
		assertThat(delivery(created.webhook()).state()).isEqualTo(DeliveryState.DELIVERED);
		assertThat(now(created.webhook()).failures()).isZero();
	}

	@Test
	void signsWithBothSecretsForADayAfterRotation() {
		WithSecret created = webhook(OWNER, this.receiver.url("/hook"));
		WithSecret rotated = this.webhooks.rotateSecret(created.webhook()).orElseThrow();
		this.webhooks.ping(created.webhook());
		run(this.dispatcher, created.webhook());
		await().until(() -> this.receiver.received("/hook").size() == 1);
		Received first = this.receiver.received("/hook").get(0);
		assertThat(first.isSignedWith(created.secret())).isTrue();
		assertThat(first.isSignedWith(rotated.secret())).isTrue();
		this.clock.advance(Webhooks.PREVIOUS_SECRET_VALIDITY);
		this.webhooks.ping(created.webhook());
		run(this.dispatcher, created.webhook());
		await().until(() -> this.receiver.received("/hook").size() == 2);
		Received second = this.receiver.received("/hook").get(1);
		assertThat(second.isSignedWith(created.secret())).isFalse();
		assertThat(second.isSignedWith(rotated.secret())).isTrue();
	}

	@Test
	void followsNoRedirect() {
		this.receiver.answer("/hook", 307);
		Webhook webhook = webhook("/hook");
		this.webhooks.ping(webhook);
		run(this.dispatcher, webhook);
		await().untilAsserted(() -> assertThat(delivery(webhook).problem()).contains("redirects"));
		assertThat(this.receiver.received("/elsewhere")).isEmpty();
	}

	@Test
	void endsTryWhoseReceiverDoesNotAnswer() {
		this.receiver.hold("/never");
		Webhook webhook = webhook("/never");
		this.webhooks.ping(webhook);
		WebhookDispatcher impatient = dispatcher(
				new NotifierProperties.Webhooks(Duration.ofSeconds(1), Duration.ofMillis(500), 1, 1,
						Duration.ofSeconds(15), Duration.ofHours(1), DAY, Duration.ofDays(3), 5),
				addresses(SystemDefaultDnsResolver.INSTANCE, this.allowed));
		run(impatient, webhook);
		await().untilAsserted(() -> assertThat(delivery(webhook).problem()).isNotNull());
		assertThat(delivery(webhook).state()).isEqualTo(DeliveryState.WAITING);
		assertThat(now(webhook).failures()).isEqualTo(1);
	}

	@Test
	void sendsNothingToNamesThatLeadToPrivateAddresses() throws Exception {
		InetAddress loopback = InetAddress.getByName("127.0.0.1");
		InetAddress open = InetAddress.getByName("8.8.8.8");
		WebhookSettings strict = new WebhookSettings("", List.of(), true, List.of());
		for (DnsResolver resolver : List.of(SystemDefaultDnsResolver.INSTANCE, resolver(loopback),
				resolver(open, loopback), resolver(InetAddress.getByName("169.254.169.254")))) {
			Webhook webhook = webhook(OWNER, "http://localhost:" + this.receiver.port() + "/hook").webhook();
			this.webhooks.ping(webhook);
			run(dispatcher(SETTINGS, addresses(resolver, strict)), webhook);
			await().untilAsserted(() -> assertThat(delivery(webhook).problem()).contains("not on the public internet"));
			this.webhooks.remove(webhook.id(), OWNER);
		}
		assertThat(this.receiver.received("/hook")).isEmpty();
	}

	@Test
	void connectsToTheAddressThatWasCheckedAndAsksOnce() {
		AtomicInteger lookUps = new AtomicInteger();
		InetAddress loopback = InetAddress.getLoopbackAddress();
		DnsResolver rebinding = new DnsResolver() {

			@Override
			public InetAddress[] resolve(String host) throws UnknownHostException {
				if (lookUps.incrementAndGet() > 1) {
					throw new UnknownHostException("The second answer would be another one");
				}
				return new InetAddress[] { loopback };
			}

			@Override
			public String resolveCanonicalHostname(String host) {
				return host;
			}

		};
		Webhook webhook = webhook(OWNER, "http://receiver.example:" + this.receiver.port() + "/hook").webhook();
		this.webhooks.ping(webhook);
		run(dispatcher(SETTINGS, addresses(rebinding, this.allowed)), webhook);
		await().until(() -> this.receiver.received("/hook").size() == 1);
		assertThat(this.receiver.received("/hook").get(0).headers().getFirst("Host")).startsWith("receiver.example");
		assertThat(lookUps).hasValue(1);
	}

	@Test
	void keepsTheLastDeliveries() {
		Webhook webhook = webhook("/hook");
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			this.clock.advance(Duration.ofSeconds(1));
			sent.add(this.webhooks.ping(webhook).eventId());
			run(this.dispatcher, webhook);
		}
		await()
			.untilAsserted(() -> assertThat(this.webhooks.deliveries(webhook, 100)).extracting(WebhookDelivery::eventId)
				.containsExactlyInAnyOrderElementsOf(sent.subList(3, 8)));
	}

	private static DnsResolver resolver(InetAddress... answer) {
		return new DnsResolver() {

			@Override
			public InetAddress[] resolve(String host) throws UnknownHostException {
				return answer.clone();
			}

			@Override
			public String resolveCanonicalHostname(String host) {
				return host;
			}

		};
	}

}
