package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.soundlift.testsupport.TcpProxy;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attacks of strangers and of neighbours with accounts, each with the figures at which
 * Soundlift once broke.
 */
final class Siege implements AutoCloseable {

	private static final int SLOW_HEADERS = 5000;

	private static final int SLOW_BODIES = 1000;

	private static final int SLOW_UPLOADS = 200;

	private static final int TOKENS = 20_000;

	private static final int DEVICE_CODES = 100_000;

	private static final int SIGN_INS = 50_000;

	private static final int GUESSES = 2000;

	private static final int ATTACKERS = 5;

	/**
	 * Attackers have addresses of their own: a bystander at the same address would share
	 * its limits with them.
	 */
	private static final InetAddress FLOODING = new InetSocketAddress("127.0.0.66", 0).getAddress();

	private static final int TRICKLING_ADDRESSES = 20;

	private static final Duration BETWEEN_BYTES = Duration.ofSeconds(5);

	private static final String FORM = "application/x-www-form-urlencoded";

	private final SiegeOptions options;

	private final FaultySystem system;

	private final TcpProxy elsewhere;

	private final List<Account> accounts;

	private final JsonMapper json = new JsonMapper();

	/**
	 * Creates the attacks.
	 * @param options their size
	 * @param system what is attacked
	 */
	Siege(SiegeOptions options, FaultySystem system) {
		this.options = options;
		this.system = system;
		this.elsewhere = new TcpProxy(List.of(address("gateway")), FLOODING);
		this.accounts = Accounts.signUp(system, "attacker", ATTACKERS);
	}

	/**
	 * Creates one attack of each kind that was asked for.
	 * @return attacks by their names
	 */
	Map<String, Attack> attacks() {
		Map<String, Attack> attacks = new LinkedHashMap<>();
		attacks.put("slow headers", slowHeaders("gateway"));
		attacks.put("slow headers at the authorization server", slowHeaders("auth-server"));
		attacks.put("slow bodies", slowBodies());
		attacks.put("slow uploads", slowUploads());
		attacks.put("tokens and revocations", new RequestFlood(8, this.options.of(TOKENS), this::mintAndRevoke));
		attacks.put("device codes", new RequestFlood(8, this.options.of(DEVICE_CODES), this::askForDeviceCode));
		attacks.put("sign-in pages", new RequestFlood(8, this.options.of(SIGN_INS), this::beginSignIn));
		attacks.put("guesses", new RequestFlood(32, this.options.of(GUESSES), this::guess));
		attacks.keySet().removeIf((name) -> !name.startsWith(this.options.attacks()));
		return attacks;
	}

	private Attack slowHeaders(String service) {
		return trickle(service, SLOW_HEADERS,
				() -> "GET / HTTP/1.1\r\nHost: localhost\r\nX-Filler: " + "a".repeat(100));
	}

	private Attack trickle(String service, int connections, Supplier<String> opening) {
		List<InetAddress> sources = IntStream.rangeClosed(1, TRICKLING_ADDRESSES)
			.mapToObj((host) -> new InetSocketAddress("127.0.1." + host, 0).getAddress())
			.toList();
		return new TrickleAttack(sources, address(service), this.options.of(connections), opening, BETWEEN_BYTES);
	}

	private Attack slowBodies() {
		return trickle("gateway", SLOW_BODIES, () -> "POST /auth/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
				+ FORM + "\r\nContent-Length: 100000\r\n\r\nemail=");
	}

	private Attack slowUploads() {
		AtomicInteger next = new AtomicInteger();
		return trickle("gateway", SLOW_UPLOADS,
				() -> "POST /api/conversions HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
						+ authorization(this.accounts.get(next.getAndIncrement() % this.accounts.size()))
						+ "\r\nContent-Type: video/mp4\r\nContent-Length: 1000000000\r\n\r\n");
	}

	/** A token lives for a quarter of an hour, an attack comes again and again. */
	private static String authorization(Account account) {
		try {
			return account.request("/").build().headers().firstValue("Authorization").orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void mintAndRevoke(RequestFlood.Sender sender) throws IOException, InterruptedException {
		String authorization = this.accounts.get(0).clientAuthorization();
		HttpResponse<String> minted = sender
			.send(form("/auth/oauth2/token", "grant_type=client_credentials").header("Authorization", authorization)
				.build());
		if (minted.statusCode() == 200) {
			String token = this.json.readTree(minted.body()).get("access_token").asString();
			sender.send(form("/auth/oauth2/revoke", "token=" + token).header("Authorization", authorization).build());
		}
	}

	private void askForDeviceCode(RequestFlood.Sender sender) throws IOException, InterruptedException {
		sender.send(form("/auth/oauth2/device_authorization", "client_id=soundlift-cli").build());
	}

	/** Neither is finished, so neither may store anything. */
	private void beginSignIn(RequestFlood.Sender sender) throws IOException, InterruptedException {
		sender.send(request("/oauth2/authorization/soundlift").GET().build());
		sender.send(request("/auth/sign-in").GET().build());
	}

	private void guess(RequestFlood.Sender sender) throws IOException, InterruptedException {
		HttpResponse<String> page = sender.send(request("/auth/sign-in").GET().build());
		String csrf = page.body().replaceAll("(?s).*name=\"_csrf\"[^>]*value=\"([^\"]*)\".*", "$1");
		String cookies = String.join("; ",
				page.headers().allValues("Set-Cookie").stream().map((cookie) -> cookie.replaceAll(";.*", "")).toList());
		if (page.statusCode() == 200 && csrf.length() < 500) {
			sender.send(
					form("/auth/sign-in",
							"email=somebody%40example.org&password=" + UUID.randomUUID() + "&_csrf="
									+ URLEncoder.encode(csrf, StandardCharsets.UTF_8))
						.header("Cookie", cookies)
						.build());
		}
	}

	private HttpRequest.Builder form(String path, String body) {
		return request(path).header("Content-Type", FORM).POST(BodyPublishers.ofString(body));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.elsewhere.port() + path))
			.timeout(Duration.ofSeconds(30));
	}

	@Override
	public void close() {
		this.elsewhere.close();
	}

	private InetSocketAddress address(String service) {
		return new InetSocketAddress("127.0.0.1", this.system.service(service).port());
	}

}
