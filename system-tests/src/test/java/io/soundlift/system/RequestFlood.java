package io.soundlift.system;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Many complete requests, each as soon as the one before it is answered.
 */
final class RequestFlood implements Attack {

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final int threads;

	private final int rounds;

	private final Round round;

	private final Map<String, Integer> answers = new TreeMap<>();

	/**
	 * Creates a flood.
	 * @param threads number of senders
	 * @param rounds number of rounds of all senders together
	 * @param round what a sender does again and again
	 */
	RequestFlood(int threads, int rounds, Round round) {
		this.threads = threads;
		this.rounds = rounds;
		this.round = round;
	}

	@Override
	public String run(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		AtomicInteger begun = new AtomicInteger();
		CompletableFuture
			.allOf(IntStream.range(0, this.threads)
				.mapToObj((thread) -> CompletableFuture.runAsync(() -> send(end, begun), RequestFlood::inThread))
				.toArray(CompletableFuture[]::new))
			.join();
		return "%d rounds: %s".formatted(Math.min(begun.get(), this.rounds), this.answers);
	}

	private static void inThread(Runnable work) {
		Thread thread = new Thread(work, "flood");
		thread.setDaemon(true);
		thread.start();
	}

	private void send(long end, AtomicInteger begun) {
		while (System.nanoTime() < end && begun.getAndIncrement() < this.rounds) {
			try {
				this.round.send(this::answer);
			}
			catch (IOException ex) {
				count("none");
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	private HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
		count(Integer.toString(response.statusCode()));
		return response;
	}

	private synchronized void count(String answer) {
		this.answers.merge(answer, 1, Integer::sum);
	}

	/**
	 * What a sender does again and again.
	 */
	@FunctionalInterface
	interface Round {

		/**
		 * Sends one or more requests.
		 * @param sender the way to send one
		 * @throws IOException if there is no answer
		 * @throws InterruptedException if the sender is stopped
		 */
		void send(Sender sender) throws IOException, InterruptedException;

	}

	/**
	 * The way to send a request and to have its answer counted.
	 */
	@FunctionalInterface
	interface Sender {

		/**
		 * Sends a request.
		 * @param request the request
		 * @return its answer
		 * @throws IOException if there is none
		 * @throws InterruptedException if the sender is stopped
		 */
		HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException;

	}

}
