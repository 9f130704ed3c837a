package io.soundlift.system;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Uploads videos from several accounts at a random pace, each until it is acknowledged,
 * and deletes some of the conversions again.
 */
final class Uploader {

	private static final Logger logger = LoggerFactory.getLogger(Uploader.class);

	/** Codes of answers of 5xx that say that nothing was begun. */
	private static final Set<String> NOT_BEGUN = Set.of("too-many-uploads", "storage-full", "shutting-down");

	/** In percent. */
	private static final int DELETED = 7;

	/** In percent. */
	private static final int AS_FORM = 25;

	/** In percent. */
	private static final int IN_PARTS = 30;

	/** Percentage of the uploads that can be sent as ranges. */
	private static final int AS_RANGES = 40;

	private static final String RANGES_PREFIX = "ranges-";

	static final int PARALLEL = 4;

	private final CountDownLatch never = new CountDownLatch(1);

	private final Queue<Upload> uploads = new ConcurrentLinkedQueue<>();

	private final Set<String> deleted = ConcurrentHashMap.newKeySet();

	private final List<Account> accounts;

	private final Duration pace;

	/**
	 * An uploader.
	 * @param accounts whose the conversions will be
	 * @param pace average time between an answer and the next upload of the same thread
	 */
	Uploader(List<Account> accounts, Duration pace) {
		this.accounts = accounts;
		this.pace = pace;
	}

	/**
	 * Uploads videos and ends when each is acknowledged.
	 * @param random decides what is uploaded by whom and how
	 * @param count how many
	 */
	void run(Random random, int count) {
		Queue<PlannedUpload> plans = new ConcurrentLinkedQueue<>(IntStream.range(0, count)
			.mapToObj((number) -> PlannedUpload.of(number, random, this.accounts))
			.toList());
		CompletableFuture
			.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> run(plans), this::inThread))
				.limit(PARALLEL)
				.toArray(CompletableFuture[]::new))
			.join();
	}

	private void inThread(Runnable work) {
		new Thread(work, "uploads").start();
	}

	private void run(Queue<PlannedUpload> plans) {
		try {
			for (PlannedUpload plan = plans.poll(); plan != null; plan = plans.poll()) {
				pause(this.pace.toMillis() * plan.pacePercent() / 50);
				fulfil(plan);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void fulfil(PlannedUpload plan) throws InterruptedException {
		Upload upload = upload(plan, 1);
		for (int attempt = 2; upload.answer() != Upload.Answer.ACKNOWLEDGED; attempt++) {
			logger.info("{} {}: {}", upload.fileName(), upload.answer(), upload.detail());
			pause(1000);
			upload = upload(plan, attempt);
		}
		if (plan.delete() && upload.id() != null) {
			pause(plan.pacePercent() * 50L);
			delete(plan.account(), upload.id());
		}
	}

	private Upload upload(PlannedUpload plan, int attempt) throws InterruptedException {
		String name = "%s%04d-%d-%s".formatted(plan.asRanges() ? RANGES_PREFIX : "video-", plan.number(), attempt,
				plan.video().file().getFileName());
		Upload upload;
		try {
			upload = (plan.way() == Way.IN_PARTS) ? sender(plan, name).send() : answered(plan.account(), plan.video(),
					name, plan.account().send(body(request(plan.account()), plan, name).build()));
		}
		catch (IOException ex) {
			upload = new Upload(plan.account(), plan.video(), name, Upload.Answer.INDETERMINATE, null, ex.toString());
		}
		this.uploads.add(upload);
		return upload;
	}

	private static ResumableSender sender(PlannedUpload plan, String name) throws IOException {
		Random random = new Random(plan.number());
		if (plan.asRanges()) {
			VideoRanges ranges = VideoRanges.of(plan.video());
			return new ResumableSender(plan.account(), plan.video(), name, ranges.contentType(), ranges.body(), random);
		}
		return new ResumableSender(plan.account(), plan.video(), name, "video/mp4",
				Files.readAllBytes(plan.video().file()), random);
	}

	/**
	 * Returns whether only ranges of a video were sent.
	 */
	static boolean isAsRanges(Upload upload) {
		return upload.fileName().startsWith(RANGES_PREFIX);
	}

	private HttpRequest.Builder request(Account account) throws InterruptedException {
		while (true) {
			try {
				return account.request("/api/conversions");
			}
			catch (IOException ex) {
				logger.info("No token: {}", ex.toString());
				pause(1000);
			}
		}
	}

	static Upload answered(Account account, VideoCase video, String name, HttpResponse<byte[]> response) {
		int status = response.statusCode();
		String code = "";
		String id = null;
		if (response.headers().firstValue("Content-Type").orElse("").contains("json")) {
			JsonNode body = account.json(response);
			code = body.path("code").asString("");
			id = (status == 202) ? body.get("id").asString() : null;
		}
		if (status == 401) {
			account.forgetToken();
		}
		Upload.Answer answer = Upload.Answer.INDETERMINATE;
		if (id != null) {
			answer = Upload.Answer.ACKNOWLEDGED;
		}
		else if ((status >= 400 && status < 500) || NOT_BEGUN.contains(code)) {
			answer = Upload.Answer.REFUSED;
		}
		return new Upload(account, video, name, answer, id, (status + " " + code).strip());
	}

	private static HttpRequest.Builder body(HttpRequest.Builder request, PlannedUpload plan, String name)
			throws IOException {
		if (plan.asRanges()) {
			VideoRanges ranges = VideoRanges.of(plan.video());
			return named(request, name, ranges.contentType()).POST(BodyPublishers.ofByteArray(ranges.body()));
		}
		BodyPublisher file = BodyPublishers.ofFile(plan.video().file());
		if (plan.way() != Way.AS_FORM) {
			return named(request, name, "video/mp4").POST(file);
		}
		String head = "--faults\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
				+ "\"\r\nContent-Type: video/mp4\r\n\r\n";
		return request.header("Content-Type", "multipart/form-data; boundary=faults")
			.POST(BodyPublishers.concat(BodyPublishers.ofString(head), file,
					BodyPublishers.ofString("\r\n--faults--\r\n")));
	}

	private static HttpRequest.Builder named(HttpRequest.Builder request, String name, String contentType) {
		return request.header("Content-Type", contentType)
			.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
	}

	private void delete(Account account, String id) throws InterruptedException {
		this.deleted.add(id);
		int status = 0;
		while (status != 204 && status != 404) {
			try {
				status = account.send(account.request("/api/conversions/" + id).DELETE().build()).statusCode();
				if (status == 401) {
					account.forgetToken();
				}
			}
			catch (IOException ex) {
				logger.info("Deletes {} again: {}", id, ex.toString());
			}
			if (status != 204 && status != 404) {
				pause(1000);
			}
		}
	}

	private void pause(long millis) throws InterruptedException {
		this.never.await(millis, TimeUnit.MILLISECONDS);
	}

	/**
	 * Ends the uploads that were begun without their sender being told so.
	 */
	void endUnfinished() {
		for (Account account : this.accounts) {
			try {
				HttpResponse<byte[]> listed = account.send(account.request("/api/uploads").build());
				if (listed.statusCode() == 401) {
					account.forgetToken();
				}
				if (listed.statusCode() == 200) {
					for (JsonNode upload : account.json(listed).get("uploads")) {
						account.send(account.request("/api/uploads/" + upload.get("id").asString())
							.header("Tus-Resumable", "1.0.0")
							.DELETE()
							.build());
					}
				}
			}
			catch (IOException ex) {
				logger.info("Unfinished uploads are still there: {}", ex.toString());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * All attempts, whatever became of them.
	 */
	List<Upload> uploads() {
		return List.copyOf(this.uploads);
	}

	/**
	 * Ids of the conversions that were deleted by their owners.
	 */
	Set<String> deleted() {
		return Set.copyOf(this.deleted);
	}

	/**
	 * How a video is sent.
	 */
	private enum Way {

		PLAINLY, AS_FORM, IN_PARTS;

		static Way of(int percent) {
			if (percent < Uploader.AS_FORM) {
				return AS_FORM;
			}
			return (percent < Uploader.AS_FORM + Uploader.IN_PARTS) ? IN_PARTS : PLAINLY;
		}

	}

	/**
	 * A video that is to be taken in.
	 *
	 * @param number its number
	 * @param account whose it is
	 * @param video what it is
	 * @param way how it is sent
	 * @param asRanges whether only ranges of it are sent
	 * @param delete whether its conversion is deleted soon
	 * @param pacePercent how long its sender waits, 0 to 100
	 */
	private record PlannedUpload(int number, Account account, VideoCase video, Way way, boolean asRanges,
			boolean delete, int pacePercent) {

		static PlannedUpload of(int number, Random random, List<Account> accounts) {
			VideoCase[] videos = VideoCase.values();
			Account account = accounts.get(random.nextInt(accounts.size()));
			VideoCase video = videos[random.nextInt(videos.length)];
			Way drawn = Way.of(random.nextInt(100));
			Way way = (video == VideoCase.STREAM) ? Way.IN_PARTS : drawn;
			boolean asRanges = random.nextInt(100) < AS_RANGES && way != Way.AS_FORM && VideoRanges.arePossible(video);
			return new PlannedUpload(number, account, video, way, asRanges, random.nextInt(100) < DELETED,
					random.nextInt(100));
		}

	}

}
