package io.soundlift.cli.conversion;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/**
 * Command that manages the webhooks of the account.
 */
@Command(name = "webhooks", synopsisSubcommandLabel = "COMMAND",
		description = { "Manage webhooks: URLs that are notified when a conversion has ended." },
		subcommands = { WebhooksCommand.ShowAllCommand.class, WebhooksCommand.AddCommand.class,
				WebhooksCommand.RemoveCommand.class, WebhooksCommand.EnableCommand.class,
				WebhooksCommand.RotateCommand.class, WebhooksCommand.TestCommand.class,
				WebhooksCommand.DeliveriesCommand.class, WebhooksCommand.ReplayCommand.class },
		mixinStandardHelpOptions = true)
public final class WebhooksCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Override
	public Integer call() {
		this.terminal.commandLine().usage(this.terminal.err());
		return CommandLine.ExitCode.USAGE;
	}

	/**
	 * Command that prints a webhook or a delivery, for people or for programs.
	 */
	private abstract static class PrintingCommand extends ApiCommand {

		@Option(names = "--json", description = "Print what the server answers, each webhook or delivery in a line.")
		private boolean json;

		/**
		 * Prints each element of a list in the server's response unchanged.
		 * @return {@code false} if it is to be printed for people
		 */
		final boolean printJson(String answer, String list) {
			if (this.json) {
				JsonMapper.shared().readTree(answer).get(list).forEach(terminal().out()::println);
			}
			return this.json;
		}

		final boolean printJson(String answer) {
			if (this.json) {
				terminal().out().println(JsonMapper.shared().readTree(answer));
			}
			return this.json;
		}

		final void row(String name, String value) {
			terminal().out().printf("%-8s %s%n", name, value);
		}

		final void printSecret(Webhook webhook) {
			row("Webhook", webhook.id());
			if (webhook.secret() != null) {
				row("Secret", webhook.secret());
				terminal().err().println("The secret is not shown again.");
			}
		}

		final void printDelivery(String answer) {
			if (!printJson(answer)) {
				terminal().out().println(line(Http.parse(answer, Webhook.Delivery.class)));
			}
		}

		static String line(Webhook.Delivery delivery) {
			return "%s  %s  %-9s  tries: %d%s".formatted(delivery.id(), ListCommand.TIME.format(delivery.createdAt()),
					delivery.state(), delivery.tries(), outcome(delivery.problem(), delivery.status()));
		}

		private static String outcome(@Nullable String problem, @Nullable Integer status) {
			if (problem != null) {
				return "  " + problem;
			}
			return (status != null) ? "  status " + status : "";
		}

	}

	/**
	 * Lists webhooks.
	 */
	@Command(name = "list", description = "List your webhooks, oldest first.", mixinStandardHelpOptions = true)
	static final class ShowAllCommand extends PrintingCommand {

		@Override
		void run(ConversionsApi api) throws IOException {
			String answer = api.webhooks();
			if (printJson(answer, "webhooks")) {
				return;
			}
			List<Webhook> webhooks = Http.parse(answer, Webhook.All.class).webhooks();
			for (Webhook webhook : webhooks) {
				terminal().out()
					.printf("%s  %-9s  %s  %s%n", webhook.id(), webhook.state(), webhook.url(),
							String.join(",", webhook.events()));
				if (webhook.reason() != null) {
					terminal().out().println("  " + webhook.reason());
				}
				else if (webhook.failures() > 0) {
					terminal().out().println("  tries that have failed since the last success: " + webhook.failures());
				}
			}
			if (webhooks.isEmpty()) {
				terminal().err().println("There are no webhooks yet.");
			}
		}

	}

	/**
	 * Creates a webhook.
	 */
	@Command(name = "add", description = "Create a webhook. Its secret is shown this once.",
			mixinStandardHelpOptions = true)
	static final class AddCommand extends PrintingCommand {

		@Parameters(paramLabel = "URL", description = "Where events are sent, such as https://example.org/hook.")
		private String url = "";

		@Option(names = "--event", paramLabel = "EVENT", split = ",", description = {
				"What is sent: conversion.completed, conversion.failed, conversion.cancelled", "(default: all)." })
		private List<String> events = List.of();

		@Override
		void run(ConversionsApi api) throws IOException {
			Map<String, Object> webhook = new LinkedHashMap<>();
			webhook.put("url", this.url);
			if (!this.events.isEmpty()) {
				webhook.put("events", this.events);
			}
			String answer = api.createWebhook(JsonMapper.shared().writeValueAsString(webhook));
			if (!printJson(answer)) {
				printSecret(Http.parse(answer, Webhook.class));
			}
		}

	}

	/**
	 * Deletes webhooks.
	 */
	@Command(name = "remove", description = "Delete webhooks with their deliveries.", mixinStandardHelpOptions = true)
	static final class RemoveCommand extends ApiCommand {

		@Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of webhooks.")
		private List<String> ids = List.of();

		@Option(names = "--json", description = "Print a line of JSON for each webhook that is removed.")
		private boolean json;

		@Override
		void run(ConversionsApi api) throws IOException {
			for (String id : this.ids) {
				api.deleteWebhook(id);
				terminal().out()
					.println(this.json ? JsonMapper.shared().writeValueAsString(Map.of("removed", id))
							: "Removed " + id);
			}
		}

	}

	/**
	 * Enables a webhook.
	 */
	@Command(name = "enable", mixinStandardHelpOptions = true,
			description = "Switch a webhook on that was switched off since its receiver failed; sends what waits.")
	static final class EnableCommand extends PrintingCommand {

		@Parameters(paramLabel = "ID", description = "Id of the webhook.")
		private String id = "";

		@Override
		void run(ConversionsApi api) throws IOException {
			String answer = api.changeWebhook(this.id, "{\"enabled\":true}");
			if (!printJson(answer)) {
				terminal().out().println("Enabled " + Http.parse(answer, Webhook.class).id());
			}
		}

	}

	/**
	 * Replaces the secret of a webhook.
	 */
	@Command(name = "rotate", description = "Replace the secret of a webhook. Both secrets are valid for a day.",
			mixinStandardHelpOptions = true)
	static final class RotateCommand extends PrintingCommand {

		@Parameters(paramLabel = "ID", description = "Id of the webhook.")
		private String id = "";

		@Override
		void run(ConversionsApi api) throws IOException {
			String answer = api.rotateWebhookSecret(this.id);
			if (printJson(answer)) {
				return;
			}
			Webhook webhook = Http.parse(answer, Webhook.class);
			printSecret(webhook);
			if (webhook.previousSecretValidUntil() != null) {
				terminal().err()
					.println("The previous secret stays valid until "
							+ ListCommand.TIME.format(webhook.previousSecretValidUntil()) + ".");
			}
		}

	}

	/**
	 * Lists deliveries.
	 */
	@Command(name = "deliveries", description = "List what was sent to a webhook, or waits, newest first.",
			mixinStandardHelpOptions = true)
	static final class DeliveriesCommand extends PrintingCommand {

		@Parameters(paramLabel = "ID", description = "Id of the webhook.")
		private String id = "";

		@Option(names = "--limit", paramLabel = "N", defaultValue = "20",
				description = "Number of deliveries to show, up to 100 (default: ${DEFAULT-VALUE}).")
		private int limit;

		@Override
		void run(ConversionsApi api) throws IOException {
			String answer = api.deliveries(this.id, this.limit);
			if (printJson(answer, "deliveries")) {
				return;
			}
			List<Webhook.Delivery> deliveries = Http.parse(answer, Webhook.Deliveries.class).deliveries();
			deliveries.forEach((delivery) -> terminal().out().println(line(delivery)));
			if (deliveries.isEmpty()) {
				terminal().err().println("Nothing was sent yet.");
			}
		}

	}

	/**
	 * Sends an event again.
	 */
	@Command(name = "replay", description = "Send an event again, with the same id and body.",
			mixinStandardHelpOptions = true)
	static final class ReplayCommand extends PrintingCommand {

		@Parameters(index = "0", paramLabel = "ID", description = "Id of the webhook.")
		private String id = "";

		@Parameters(index = "1", paramLabel = "EVENT", description = "Id of the event, as 'deliveries' shows it.")
		private String event = "";

		@Override
		void run(ConversionsApi api) throws IOException {
			printDelivery(api.replay(this.id, this.event));
		}

	}

	/**
	 * Sends a test event.
	 */
	@Command(name = "test", description = "Send a test event, to see whether it arrives.",
			mixinStandardHelpOptions = true)
	static final class TestCommand extends PrintingCommand {

		@Parameters(paramLabel = "ID", description = "Id of the webhook.")
		private String id = "";

		@Override
		void run(ConversionsApi api) throws IOException {
			printDelivery(api.testWebhook(this.id));
		}

	}

}
