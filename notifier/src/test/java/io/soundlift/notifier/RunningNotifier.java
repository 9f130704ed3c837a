package io.soundlift.notifier;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.ledger.Ledger;
import io.soundlift.notifier.ledger.MailKind;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageBuilderSupport;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The whole notifier as it runs in production, on the servers of the tests. Several can
 * share the databases.
 */
final class RunningNotifier implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private RunningNotifier(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static RunningNotifier start(String database, int mailPort, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("spring.cloud.config.enabled=false", "server.port=0",
				"management.server.port=0", "spring.mongodb.uri=" + TestMongo.uri(),
				"spring.mongodb.database=" + database, "soundlift.notifier.database=" + database + "_n",
				"spring.rabbitmq.addresses=" + TestBroker.uri(), "spring.mail.port=" + mailPort,
				"soundlift.notifier.public-url=https://soundlift.example",
				"soundlift.notifier.mail-from=no-reply@soundlift.example", "soundlift.notifier.sweep-interval=100ms",
				"soundlift.notifier.lost-after=1h", "soundlift.notifier.mail-interval=0",
				"soundlift.notifier.retry.delay=100ms", "soundlift.notifier.retry.max-delay=200ms",
				"soundlift.webhooks.encryption-key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
		for (String property : properties) {
			// Boot would join the values of an argument that comes twice
			String name = property.substring(0, property.indexOf('=') + 1);
			arguments.removeIf((argument) -> argument.startsWith(name));
			arguments.add(property);
		}
		return new RunningNotifier(SpringApplication.run(NotifierApplication.class,
				arguments.stream().map((argument) -> "--" + argument).toArray(String[]::new)));
	}

	static RunningNotifier startAsConfigured(String... properties) {
		return new RunningNotifier(SpringApplication.run(NotifierApplication.class,
				Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new)));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int managementPort() {
		return this.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	Conversion insert(TestConversion conversion) {
		return bean(MongoTemplate.class).insert(conversion.build());
	}

	void publish(Conversion conversion) {
		publish("{\"version\":1,\"conversionId\":\"" + conversion.id() + "\",\"occurredAt\":\"2026-11-24T09:30:00Z\"}",
				null);
	}

	void publish(String json, @Nullable String traceparent) {
		MessageBuilderSupport<Message> builder = MessageBuilder.withBody(json.getBytes(StandardCharsets.UTF_8))
			.setContentType("application/json");
		if (traceparent != null) {
			builder.setHeader("traceparent", traceparent);
		}
		publish(builder.build());
	}

	void publish(Message message) {
		bean(RabbitTemplate.class).send("conversion.finished", "conversion.finished", message);
	}

	@Nullable MailState state(Conversion conversion) {
		return MailKind.of(conversion.state())
			.flatMap((kind) -> bean(Ledger.class).find(conversion.id(), kind))
			.map((entry) -> entry.state())
			.orElse(null);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
