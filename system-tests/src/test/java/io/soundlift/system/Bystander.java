package io.soundlift.system;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who uses Soundlift while others attack it: signs in with a new browser, lists
 * conversions and uploads a short video, again and again.
 */
final class Bystander implements AutoCloseable {

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final Thread thread = new Thread(this::run, "bystander");

	private final ResponseTimes times;

	private final Duration pause;

	private final String url;

	private final Person person;

	private final Account account;

	/**
	 * Creates a person with an account.
	 * @param system what is used
	 * @param name name in the person's address
	 * @param times where response times are recorded
	 * @param pause time between two rounds
	 */
	Bystander(FaultySystem system, String name, ResponseTimes times, Duration pause) {
		this.times = times;
		this.pause = pause;
		this.url = system.publicUrl();
		this.person = new Person(this.url, name + "@example.org", SystemEnvironment.secret());
		this.person.signUp(system.mailbox());
		this.account = Account.of(this.person);
	}

	/**
	 * Begins.
	 * @return this
	 */
	Bystander start() {
		this.thread.start();
		return this;
	}

	/**
	 * Acts without pauses, before the start.
	 * @param rounds how often to do everything
	 * @throws InterruptedException if this thread is stopped
	 */
	void act(int rounds) throws InterruptedException {
		for (int round = 0; round < rounds; round++) {
			act();
		}
	}

	private void act() throws InterruptedException {
		this.times.measure("sign-in", () -> {
			new Person(this.url, this.person.email(), this.person.password()).enter();
			return 200;
		});
		this.times.measure("list",
				() -> this.account.send(this.account.request("/api/conversions").build()).statusCode());
		this.times.measure("upload", this::upload);
	}

	private void run() {
		try {
			do {
				act();
			}
			while (!this.stopped.await(this.pause.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private int upload() throws IOException, InterruptedException {
		HttpResponse<byte[]> response = this.account.send(this.account.request("/api/conversions")
			.header("Content-Type", "video/mp4")
			.header("Content-Disposition", "attachment; filename=\"" + UUID.randomUUID() + ".mp4\"")
			.POST(BodyPublishers.ofFile(VideoCase.MP4.file()))
			.build());
		return response.statusCode();
	}

	@Override
	public void close() {
		this.stopped.countDown();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
