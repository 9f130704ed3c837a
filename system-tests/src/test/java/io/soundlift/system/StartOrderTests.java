package io.soundlift.system;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that it does not matter what starts first.
 */
@OnOwnSystem
class StartOrderTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	/** What the driver says when a connection was cut. */
	private static final String LOST = "MongoDB does not answer (Prematurely reached end of stream";

	private final FaultySystem system = new FaultySystem(FaultOptions.ofProperties(), "start-order");

	private final List<ServiceProcess> services = List.of(this.system.service("gateway"),
			this.system.service("converter"), this.system.service("notifier"));

	private final ServiceProcess authServer = this.system.service("auth-server");

	@AfterEach
	void stop() {
		this.system.close();
	}

	@Test
	void worksAsSoonAsEverythingIsThereThoughEachCameAfterThoseThatNeedIt() throws Exception {
		this.system.startServers();
		for (FaultKind away : List.of(FaultKind.BROKER_CUT, FaultKind.STORE_CUT, FaultKind.MAIL_AWAY)) {
			this.system.begin(away, "");
		}
		this.services.forEach(ServiceProcess::start);
		this.authServer.start();
		awaitInAllLogs("The config server at ");
		this.system.service("config-server").start();
		awaitInAllLogs("MongoDB does not answer");
		this.authServer.kill();
		// the store goes away again as soon as it has answered
		this.system.storeLine().restore();
		this.system.storeLine().breakAt("createIndexes", Integer.MAX_VALUE);
		this.services.forEach((service) -> awaitInLog(service, LOST));
		this.system.storeLine().restore();
		// neither authorization server nor broker nor mail server is there
		this.services.forEach(ServiceProcess::awaitReady);
		this.services.forEach((service) -> await("what is missing").untilAsserted(
				() -> assertThat(service.health("readiness")).contains("\"broker\":{\"status\":\"DEGRADED\"}")));
		// the driver itself tries to read twice
		this.system.storeLine().breakAt("createIndexes", 3);
		this.system.storeLine().breakAt("find\0\r\0\0\0signing_keys\0", 3);
		this.system.storeLine().breakAt("find\0\b\0\0\0clients\0", 3);
		this.authServer.start().awaitReady();
		assertThat(this.authServer.log().split(Pattern.quote(LOST), -1)).as("waits of the start").hasSizeGreaterThan(3);
		this.system.end(FaultKind.MAIL_AWAY, "");
		Account account = Account.signUp(this.system.publicUrl(), "early@example.org", this.system.mailbox());
		this.system.begin(FaultKind.MAIL_AWAY, "");
		String id = upload(account);
		this.system.end(FaultKind.BROKER_CUT, "");
		await("the MP3").atMost(TIMEOUT).until(() -> state(account, id).equals("COMPLETED"));
		this.system.end(FaultKind.MAIL_AWAY, "");
		await("the mail").atMost(TIMEOUT).until(() -> this.system.mailbox().about(id).size() == 1);
		this.services.forEach((service) -> await("what was missing")
			.untilAsserted(() -> assertThat(service.health("readiness")).contains("\"broker\":{\"status\":\"UP\"}")));
		this.system.begin(FaultKind.STORE_CUT, "");
		this.services.forEach((service) -> {
			await("not ready").untilAsserted(() -> assertThat(service.health("readiness")).startsWith("503 "));
			await("alive").untilAsserted(() -> assertThat(service.health("liveness")).startsWith("200 "));
		});
		assertThat(this.services).as("services that have never ended").allMatch(ServiceProcess::isAlive);
		this.services.forEach((service) -> assertThat(service.log()).doesNotContain("Application run failed")
			.satisfies((log) -> assertThat(log.lines().filter((line) -> line.contains("\"stack_trace\"")))
				.as("stack traces")
				.hasSizeLessThan(5)));
	}

	private void awaitInAllLogs(String line) {
		this.services.forEach((service) -> awaitInLog(service, line));
		awaitInLog(this.authServer, line);
	}

	private static void awaitInLog(ServiceProcess service, String line) {
		await(line).atMost(TIMEOUT).until(() -> {
			assertThat(service.isAlive()).as("a running service: %s", service.log()).isTrue();
			return service.log().contains(line);
		});
	}

	private static String upload(Account account) throws Exception {
		HttpResponse<byte[]> response = account.send(account.request("/api/conversions")
			.header("Content-Type", "video/mp4")
			.POST(BodyPublishers.ofFile(VideoCase.MP4.file()))
			.build());
		assertThat(response.statusCode()).isEqualTo(202);
		return account.json(response).get("id").asString();
	}

	private static String state(Account account, String id) throws Exception {
		return account.json(account.send(account.request("/api/conversions/" + id).build())).get("state").asString();
	}

}
