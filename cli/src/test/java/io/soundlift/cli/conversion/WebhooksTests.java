package io.soundlift.cli.conversion;

import java.io.PrintWriter;
import java.io.StringWriter;

import io.soundlift.cli.SoundliftCli;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WebhooksCommand} and {@link MailsCommand}.
 */
class WebhooksTests {

	private static final String WEBHOOK = """
			{"id": "0f8fad5bd9cb469fa16570867728950e", "url": "https://receiver.example/hook",
			 "events": ["conversion.completed", "conversion.failed"], "state": "enabled",
			 "createdAt": "2026-11-29T10:00:00Z", "failures": %d%s}""";

	private static final String ID = "0f8fad5bd9cb469fa16570867728950e";

	private static final String DELIVERY = """
			{"id": "evt_1_completed", "type": "conversion.completed", "state": "failed", "tries": 3,
			 "createdAt": "2026-11-29T10:00:00Z", "status": 500, "problem": "The receiver answered 500", "body": {}}""";

	private final StubApi api = new StubApi();

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@AfterEach
	void close() {
		this.api.close();
	}

	private void run(String... arguments) throws Exception {
		CommandLine.ParseResult parsed = SoundliftCli.commandLine().parseArgs(arguments);
		while (parsed.subcommand() != null) {
			parsed = parsed.subcommand();
		}
		CommandLine command = parsed.commandSpec().commandLine();
		command.setOut(new PrintWriter(this.out, true));
		command.setErr(new PrintWriter(this.err, true));
		((ApiCommand) command.getCommand()).run(this.api.client());
	}

	@Test
	void addsAWebhookAndShowsItsSecret() throws Exception {
		this.api.answer("POST /api/webhooks", 201, WEBHOOK.formatted(0, ", \"secret\": \"whsec_abc\""));
		run("webhooks", "add", "https://receiver.example/hook", "--event", "conversion.completed,conversion.failed");
		assertThat(this.api.bodies()).containsExactly(
				"{\"url\":\"https://receiver.example/hook\",\"events\":[\"conversion.completed\",\"conversion.failed\"]}");
		assertThat(this.out.toString().lines()).containsExactly("Webhook  " + ID, "Secret   whsec_abc");
		assertThat(this.err.toString()).contains("not shown again");
	}

	@Test
	void asksForAllEventsWhenNoneIsNamed() throws Exception {
		this.api.answer("POST /api/webhooks", 201, WEBHOOK.formatted(0, ", \"secret\": \"whsec_abc\""));
		run("webhooks", "add", "https://receiver.example/hook", "--json");
		assertThat(this.api.bodies()).containsExactly("{\"url\":\"https://receiver.example/hook\"}");
		assertThat(this.out.toString().lines()).singleElement().asString().contains("\"secret\":\"whsec_abc\"");
	}

	@Test
	void listsWebhooksWithWhatIsWrong() throws Exception {
		this.api.answer("GET /api/webhooks", 200, "{\"webhooks\": [%s, %s]}".formatted(WEBHOOK.formatted(2, ""),
				WEBHOOK.formatted(9, ", \"reason\": \"It was away\"")));
		run("webhooks", "list");
		String line = ID + "  enabled    https://receiver.example/hook  conversion.completed,conversion.failed";
		assertThat(this.out.toString().lines()).containsExactly(line,
				"  tries that have failed since the last success: 2", line, "  It was away");
	}

	@Test
	void printsALineOfJsonForEachWebhook() throws Exception {
		this.api.answer("GET /api/webhooks", 200, "{\"webhooks\": [%1$s, %1$s]}".formatted(WEBHOOK.formatted(0, "")));
		run("webhooks", "list", "--json");
		assertThat(this.out.toString().lines()).hasSize(2).allMatch((line) -> line.startsWith("{\"id\":\"" + ID));
	}

	@Test
	void removesAndEnablesAndRotates() throws Exception {
		this.api.answer("DELETE /api/webhooks/" + ID, 204, "");
		this.api.answer("PATCH /api/webhooks/" + ID, 200, WEBHOOK.formatted(0, ""));
		this.api.answer("POST /api/webhooks/" + ID + "/secret", 200, WEBHOOK.formatted(0,
				", \"secret\": \"whsec_new\", \"previousSecretValidUntil\": \"2026-11-30T10:00:00Z\""));
		run("webhooks", "remove", ID);
		run("webhooks", "enable", ID);
		run("webhooks", "rotate", ID);
		assertThat(this.api.bodies()).containsExactly("", "{\"enabled\":true}", "");
		assertThat(this.out.toString().lines()).containsExactly("Removed " + ID, "Enabled " + ID, "Webhook  " + ID,
				"Secret   whsec_new");
		assertThat(this.err.toString()).contains("The previous secret stays valid until ");
	}

	@Test
	void listsAndReplaysDeliveries() throws Exception {
		this.api.answer("GET /api/webhooks/" + ID + "/deliveries", 200, "{\"deliveries\": [" + DELIVERY + "]}");
		this.api.answer("POST /api/webhooks/" + ID + "/deliveries/evt_1_completed/replay", 202, DELIVERY);
		this.api.answer("POST /api/webhooks/" + ID + "/test", 202, DELIVERY);
		run("webhooks", "deliveries", ID, "--limit", "5");
		assertThat(this.api.requests()).last().asString().contains("/deliveries?limit=5 ");
		run("webhooks", "replay", ID, "evt_1_completed");
		run("webhooks", "test", ID);
		assertThat(this.out.toString().lines()).hasSize(3)
			.allMatch((line) -> line.startsWith("evt_1_completed  2026-11-")
					&& line.endsWith("  failed     tries: 3  The receiver answered 500"));
	}

	@Test
	void endsWithWhatTheServerSaysOfAWebhookThatThereIsNot() {
		this.api.answer("POST /api/webhooks/x/../y/secret", 404,
				"{\"detail\": \"There is no such webhook.\", \"code\": \"no-such-webhook\"}");
		assertThatExceptionOfType(CommandException.class).isThrownBy(() -> run("webhooks", "rotate", "x/../y"))
			.withMessage("There is no such webhook. (no-such-webhook)")
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.REFUSED));
		assertThat(this.api.requests()).last().asString().startsWith("POST /api/webhooks/x%2F..%2Fy/secret ");
	}

	@ParameterizedTest
	@CsvSource({ "on, true", "off, false", "OFF, false" })
	void turnsMailsOnAndOff(String choice, boolean on) throws Exception {
		this.api.answer("PATCH /api/preferences", 200, "{\"conversionMails\":" + on + "}");
		run("mails", choice);
		assertThat(this.api.bodies()).containsExactly("{\"conversionMails\":" + on + "}");
		assertThat(this.out.toString().strip()).isEqualTo("Mails are " + (on ? "on" : "off") + ".");
	}

	@Test
	void showsWhetherMailsAreOn() throws Exception {
		this.api.answer("GET /api/preferences", 200, "{\"conversionMails\":true}");
		run("mails");
		run("mails", "--json");
		assertThat(this.out.toString().lines()).containsExactly("Mails are on.", "{\"conversionMails\":true}");
	}

}
