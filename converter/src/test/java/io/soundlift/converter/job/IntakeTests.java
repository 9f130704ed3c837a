package io.soundlift.converter.job;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.soundlift.testsupport.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Intake}.
 */
@Timeout(60)
class IntakeTests {

	private static final String QUEUE = "intake-tests";

	private final List<String> events = new CopyOnWriteArrayList<>();

	@Test
	void stopWaitsForConversionThatIsBeingClaimed() throws InterruptedException {
		Intake intake = new Intake(1, Duration.ofSeconds(30), new RunningSessions());
		intake.start();
		CountDownLatch claiming = new CountDownLatch(1);
		Thread stop = new Thread(() -> {
			intake.stop();
			this.events.add("stopped");
		});
		Thread consumer = new Thread(() -> intake.begin(() -> {
			claiming.countDown();
			Awaitility.await()
				.until(() -> stop.getState() == Thread.State.TIMED_WAITING
						|| stop.getState() == Thread.State.TERMINATED);
			return Optional.of(() -> this.events.add("worked"));
		}));
		consumer.start();
		claiming.await();
		stop.start();
		consumer.join();
		stop.join();
		assertThat(this.events).containsExactly("worked", "stopped");
	}

	@Test
	void stopDoesNotWaitForMessageWithoutConversion() {
		Intake intake = new Intake(1, Duration.ofMinutes(5), new RunningSessions());
		intake.start();
		intake.begin(Optional::empty);
		intake.stop();
		assertThat(intake.running()).isZero();
	}

	@Test
	@Tag("broker")
	void takesMessagesAgainWhenItWasFullBeforeItsStart() {
		CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(TestBroker.uri()));
		RabbitAdmin admin = new RabbitAdmin(connections);
		admin.declareQueue(new Queue(QUEUE));
		admin.purgeQueue(QUEUE);
		Intake intake = new Intake(1, Duration.ofSeconds(30), new RunningSessions());
		CountDownLatch end = new CountDownLatch(1);
		SimpleMessageListenerContainer consumer = new SimpleMessageListenerContainer(connections);
		try {
			consumer.setQueueNames(QUEUE);
			consumer.setPrefetchCount(1);
			consumer.setMessageListener((message) -> intake.begin(() -> Optional.of(() -> {
				await(end);
				this.events.add(new String(message.getBody()));
			})));
			intake.fedBy(consumer);
			consumer.start();
			RabbitTemplate template = new RabbitTemplate(connections);
			template.convertAndSend(QUEUE, "first");
			template.convertAndSend(QUEUE, "second");
			Awaitility.await().until(() -> intake.running() == 1 && !consumer.isRunning());
			intake.start();
			end.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(this.events).containsExactly("first", "second"));
		}
		finally {
			intake.stop();
			consumer.destroy();
			admin.deleteQueue(QUEUE);
			connections.destroy();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
