package io.soundlift.cli.local;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * Command that shows the status of the system of a data folder.
 */
@Command(name = "status", description = "Show whether the local system runs and how its services are.",
		mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

	@Mixin
	private final Terminal terminal = new Terminal();

	@Option(names = "--data", paramLabel = "DIR", defaultValue = "data",
			description = "Data folder of the system (default: ./${DEFAULT-VALUE}).")
	private Path path = Path.of("data");

	@Option(names = "--json", description = "Print a line of JSON: url, ready, and the health of each service.")
	private boolean json;

	@Override
	public Integer call() throws InterruptedException {
		DataFolder data = DataFolder.of(this.path);
		RunRecord run = RunRecord.read(data)
			.filter((record) -> record.process().find().isPresent())
			.orElseThrow(() -> new CommandException(ExitCode.STATE,
					"Soundlift is not running with the data folder " + data.path() + "."));
		if (this.json) {
			return printJson(run);
		}
		PrintWriter out = this.terminal.out();
		out.printf("Soundlift at %s, process %d, since %s%n", run.url(), run.process().pid(),
				run.process().startedAt());
		boolean healthy = run.state() == RunRecord.State.READY;
		for (var service : run.services().entrySet()) {
			String health = health(service.getValue());
			healthy &= "ready".equals(health);
			out.printf("  %-14s %-10s %s%n", service.getKey(), health, service.getValue().log());
			RunRecord.Restarts restarts = service.getValue().restarts();
			if (restarts != null) {
				out.println("                 " + describe(restarts));
			}
		}
		FfmpegReport.of(run.services().get(ServicePlan.CONVERTER)).forEach((line) -> out.println("  " + line));
		return healthy ? 0 : ExitCode.STATE.value();
	}

	private int printJson(RunRecord run) throws InterruptedException {
		Map<String, String> services = new LinkedHashMap<>();
		for (var service : run.services().entrySet()) {
			services.put(service.getKey(), health(service.getValue()));
		}
		boolean ready = run.state() == RunRecord.State.READY && Set.of("ready").containsAll(services.values());
		this.terminal.out()
			.println(JsonMapper.shared().writeValueAsString(new Status(run.url().toString(), ready, services)));
		return ready ? 0 : ExitCode.STATE.value();
	}

	private static String describe(RunRecord.Restarts restarts) {
		String text = "ended %s by itself, last at %s (%s)".formatted(
				(restarts.count() == 1) ? "once" : restarts.count() + " times", time(restarts.endedAt()),
				(restarts.exitCode() != null) ? "exit code " + restarts.exitCode() : "it could not be started");
		return (restarts.nextStart() != null) ? text + "; is started again at " + time(restarts.nextStart()) : text;
	}

	private static String time(Instant time) {
		return TIME.format(time.atZone(ZoneId.systemDefault()));
	}

	private static String health(RunRecord.Service service) throws InterruptedException {
		if (service.process() == null || service.process().find().isEmpty()) {
			return (service.restarts() != null && service.restarts().nextStart() != null) ? "waiting" : "not there";
		}
		return new ManagementPort(service.managementUrl()).isReady() ? "ready" : "not ready";
	}

	/**
	 * Status of the system.
	 *
	 * @param url address of the gateway
	 * @param ready whether all of it is ready
	 * @param services health of each service by its name
	 */
	private record Status(String url, boolean ready, Map<String, String> services) {
	}

}
