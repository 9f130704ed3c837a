package io.soundlift.cli.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.soundlift.cli.account.Credentials;

/**
 * Times of the public API of a local system: how long calls take with several clients,
 * and how long it is from an upload to its mail.
 */
public final class ApiLoad {

	private static final int CLIENTS = 4;

	private static final int UPLOADS = 9;

	private static final int TOO_MANY = 429;

	private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f]{32})\"");

	private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newHttpClient();

	private final Credentials credentials;

	private final Path data;

	private ApiLoad(Path data) {
		this.data = data;
		this.credentials = Credentials.read(data).orElseThrow();
	}

	/**
	 * Prints the times, a name and its milliseconds in each line.
	 * @param arguments the data folder, the number of calls of each kind, and a video
	 * @throws Exception if a call fails
	 */
	public static void main(String[] arguments) throws Exception {
		ApiLoad load = new ApiLoad(Path.of(arguments[0]));
		load.run(Integer.parseInt(arguments[1]), Path.of(arguments[2]), System.out);
	}

	private void run(int calls, Path video, PrintStream out) throws Exception {
		// the first one also pays for code that is not compiled yet
		fromUploadToMail(video);
		List<Double> mails = new ArrayList<>();
		for (int i = 0; i < UPLOADS; i++) {
			mails.add(fromUploadToMail(video));
		}
		print(out, "mail", mails);
		List<String> ids = ids(get("/api/conversions"));
		for (String path : List.of("/api/conversions/", "/api/conversions", "/api/limits")) {
			calls(path, ids, calls / 2);
			String name = path.endsWith("/") ? "status" : path.substring(path.lastIndexOf('/') + 1);
			print(out, name, calls(path, ids, calls));
		}
	}

	private static void print(PrintStream out, String name, List<Double> times) {
		Collections.sort(times);
		out.printf(Locale.ROOT, "%s_p50 %.1f%n", name, times.get(times.size() / 2));
		out.printf(Locale.ROOT, "%s_p99 %.1f%n", name, times.get(times.size() * 99 / 100));
	}

	private List<Double> calls(String path, List<String> ids, int calls) throws Exception {
		ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
		try {
			List<Callable<List<Double>>> tasks = Collections.nCopies(CLIENTS, () -> {
				String token = token();
				HttpClient client = HttpClient.newHttpClient();
				List<Double> times = new ArrayList<>();
				for (int i = 0; i < calls / CLIENTS; i++) {
					String target = path.endsWith("/") ? path + ids.get(i % ids.size()) : path;
					HttpRequest request = request(target, token).GET().build();
					times.add(time(client, request));
				}
				return times;
			});
			List<Double> times = new ArrayList<>();
			for (Future<List<Double>> client : clients.invokeAll(tasks)) {
				times.addAll(client.get());
			}
			return times;
		}
		finally {
			clients.shutdown();
		}
	}

	/**
	 * Returns how long a call took that the limit of the account has let through.
	 */
	private static double time(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
		while (true) {
			long begin = System.nanoTime();
			HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
			if (response.statusCode() != TOO_MANY) {
				ok(response);
				return (System.nanoTime() - begin) / 1e6;
			}
			LockSupport
				.parkNanos(Duration.ofSeconds(response.headers().firstValueAsLong("Retry-After").orElse(1)).toNanos());
		}
	}

	private double fromUploadToMail(Path video) throws IOException, InterruptedException {
		long begin = System.nanoTime();
		HttpRequest request = request("/api/conversions", token()).header("Content-Type", "video/mp4")
			.header("Content-Disposition", "attachment; filename*=UTF-8''clip.mp4")
			.POST(BodyPublishers.ofFile(video))
			.build();
		String id = ids(ok(this.http.send(request, BodyHandlers.ofString()))).get(0);
		Path log = this.data.resolve("logs").resolve("up.log");
		while (!Files.readString(log).contains(id)) {
			LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
		}
		return (System.nanoTime() - begin) / 1e6;
	}

	private static List<String> ids(String answer) {
		return ID.matcher(answer).results().map((match) -> match.group(1)).toList();
	}

	private String get(String path) throws IOException, InterruptedException {
		return ok(this.http.send(request(path, token()).GET().build(), BodyHandlers.ofString()));
	}

	private HttpRequest.Builder request(String path, String token) {
		return HttpRequest.newBuilder(URI.create(this.credentials.serverUrl() + path))
			.header("Authorization", "Bearer " + token);
	}

	private String token() throws IOException, InterruptedException {
		String client = encode(this.credentials.clientId()) + ":" + encode(this.credentials.clientSecret());
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.credentials.serverUrl() + "/auth/oauth2/token"))
			.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8)))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers
				.ofString("grant_type=client_credentials&scope=" + encode("conversions:read conversions:write")))
			.build();
		Matcher token = TOKEN.matcher(ok(this.http.send(request, BodyHandlers.ofString())));
		if (!token.find()) {
			throw new IllegalStateException("There is no token in the answer");
		}
		return token.group(1);
	}

	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

	private static String ok(HttpResponse<String> response) {
		if (response.statusCode() / 100 != 2) {
			throw new IllegalStateException("Status " + response.statusCode() + ": " + response.body());
		}
		return response.body();
	}

}
