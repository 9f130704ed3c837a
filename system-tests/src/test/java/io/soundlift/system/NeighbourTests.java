package io.soundlift.system;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.soundlift.testsupport.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what another user of the machine can do to a system that {@code up} runs. Run
 * as root only, who can become somebody else.
 */
@OnOwnSystem
class NeighbourTests {

	private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

	private static final Pattern LISTENING = Pattern
		.compile("\\s*\\d+: 0*(?:FFFF0000)?0100007F:([0-9A-F]{4}) \\S+ 0A .*");

	private final String port = Integer.toString(FreePort.find());

	/** Everybody may look into it, so that the barriers are those of the data folder. */
	private Path folder = Path.of("");

	@BeforeEach
	void requireRoot() throws IOException {
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")) && Files.isExecutable(SETPRIV),
				"only root can become another user");
		this.folder = Files.createTempDirectory("soundlift-neighbour");
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@AfterEach
	void stop() throws Exception {
		Launcher.soundlift("down", "--data", data().toString());
		try (Stream<Path> all = Files.walk(this.folder)) {
			for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}

	@Test
	void keepsOtherUsersOfTheMachineOut() throws Exception {
		Set<Path> before = temporaryFiles();
		Launcher.Result up = Launcher.soundlift("up", "-d", "--port", this.port, "--data", data().toString());
		assertThat(up.exitCode()).as(up.output()).isZero();
		JsonNode run = run();
		List<Long> processes = processes(run);
		List<String> targets = new ArrayList<>(List.of("mongo:" + port(run, "mongoUri"),
				"amqp:" + port(run, "rabbitUri"), "smtp:" + run.get("smtp").asString().replaceFirst(".*:", "")));
		Set<Integer> others = new HashSet<>();
		for (long process : processes) {
			others.addAll(listening(process));
		}
		assertThat(others).as("the servers, and two ports of each service").hasSize(3 + 2 * 5);
		others.removeIf((other) -> targets.stream().anyMatch((target) -> target.endsWith(":" + other)));
		others.forEach((other) -> targets.add("http:" + other));
		for (String name : List.of("", "secrets", "credentials.json", "run.json", "lock", "logs", "logs/up.log",
				"mongo", "mongo/soundlift.h2", "cache", "tmp", "tmp/converter")) {
			targets.add("file:" + data().resolve(name));
		}
		processes.forEach((process) -> targets.add("file:/proc/" + process + "/environ"));
		processes.forEach((process) -> targets.add("file:/proc/" + process + "/fd"));
		String output = asNeighbour(targets);
		assertThat(output).doesNotContain("SUCCEEDED");
		assertThat(output.lines().filter((line) -> line.startsWith("tried "))).hasSameSizeAs(targets);
		String commands = "";
		for (long process : processes) {
			commands += Files.readString(Path.of("/proc/" + process + "/cmdline")).replace('\0', ' ');
		}
		assertThat(commands).contains("-jar").doesNotContain(secrets(run).toArray(String[]::new));
		Set<Path> after = temporaryFiles();
		after.removeAll(before);
		Set<String> names = new HashSet<>();
		others.forEach((other) -> names.add("." + other + "."));
		assertThat(after).as("in the folder that all share")
			.noneMatch((file) -> names.stream().anyMatch((name) -> file.getFileName().toString().contains(name)))
			.noneMatch((file) -> processes.stream().anyMatch((process) -> file.endsWith(String.valueOf(process))));
		leavesNothingBehindWhenKilled(run, processes);
	}

	private void leavesNothingBehindWhenKilled(JsonNode run, List<Long> processes) throws Exception {
		assertThat(data().resolve("tmp/gateway")).isNotEmptyDirectory();
		long self = run.get("process").get("pid").asLong();
		ProcessHandle launcher = ProcessHandle.of(self).orElseThrow();
		// those of services, and those that record their classes after a while
		List<ProcessHandle> all = new ArrayList<>(launcher.descendants().toList());
		processes.forEach((process) -> ProcessHandle.of(process).ifPresent(all::add));
		launcher.destroyForcibly();
		await().atMost(5, TimeUnit.MINUTES).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
		assertThat(Launcher.soundlift("down", "--data", data().toString()).exitCode()).isZero();
		assertThat(data().resolve("tmp")).doesNotExist();
		assertThat(data().resolve("run.json")).doesNotExist();
	}

	private Path data() {
		return this.folder.resolve("data");
	}

	private JsonNode run() throws IOException {
		return new JsonMapper().readTree(Files.readString(data().resolve("run.json")));
	}

	private static String port(JsonNode run, String uri) {
		return Integer.toString(URI.create(run.get(uri).asString()).getPort());
	}

	private static List<Long> processes(JsonNode run) {
		List<Long> processes = new ArrayList<>();
		processes.add(run.get("process").get("pid").asLong());
		run.get("services").values().forEach((service) -> processes.add(service.get("process").get("pid").asLong()));
		return processes;
	}

	/**
	 * Returns all strings that stand in the files of secrets, and the passwords in
	 * addresses.
	 */
	private List<String> secrets(JsonNode run) throws IOException {
		List<String> secrets = new ArrayList<>();
		JsonMapper mapper = new JsonMapper();
		mapper.readTree(Files.readString(data().resolve("secrets")))
			.values()
			.stream()
			.filter(JsonNode::isString)
			.forEach((secret) -> secrets.add(secret.asString()));
		JsonNode credentials = mapper.readTree(Files.readString(data().resolve("credentials.json")));
		secrets.add(credentials.get("password").asString());
		secrets.add(credentials.get("clientSecret").asString());
		secrets.add(run.get("mongoUri").asString());
		assertThat(secrets).hasSizeGreaterThan(9).noneMatch(String::isEmpty);
		return secrets;
	}

	/**
	 * Returns the ports on the loopback interface that a process listens on.
	 */
	private static Set<Integer> listening(long process) throws IOException {
		Set<String> sockets = new HashSet<>();
		try (Stream<Path> files = Files.list(Path.of("/proc/" + process + "/fd"))) {
			for (Path file : files.toList()) {
				try {
					sockets.add(Files.readSymbolicLink(file).toString());
				}
				catch (NoSuchFileException | NotLinkException ex) {
					// it was closed meanwhile
					continue;
				}
			}
		}
		Set<Integer> ports = new HashSet<>();
		for (String table : List.of("tcp", "tcp6")) {
			for (String line : Files.readAllLines(Path.of("/proc/" + process + "/net/" + table))) {
				String[] columns = line.trim().split("\\s+");
				if (columns[3].equals("0A") && sockets.contains("socket:[" + columns[9] + "]")) {
					assertThat(line).as("listens on the loopback interface only").matches(LISTENING);
					ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
				}
			}
		}
		return ports;
	}

	private static Set<Path> temporaryFiles() throws IOException {
		Set<Path> files = new HashSet<>();
		try (Stream<Path> all = Files.list(Path.of("/tmp"))) {
			all.forEach(files::add);
		}
		Path processes = Path.of("/tmp/hsperfdata_root");
		if (Files.isDirectory(processes)) {
			try (Stream<Path> all = Files.list(processes)) {
				all.forEach(files::add);
			}
		}
		return files;
	}

	private String asNeighbour(List<String> targets) throws Exception {
		Path classes = Files.createDirectories(this.folder.resolve("classes/io/soundlift/system"));
		Path tests = Path.of(Neighbour.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Files.copy(tests.resolve("io/soundlift/system/Neighbour.class"), classes.resolve("Neighbour.class"));
		List<String> command = new ArrayList<>(List.of(SETPRIV.toString(), "--reuid=65534", "--regid=65534",
				"--clear-groups", "--no-new-privs", System.getProperty("java.home") + "/bin/java", "-Xmx64m",
				"-XX:-UsePerfData", "-cp", this.folder.resolve("classes").toString(), Neighbour.class.getName()));
		command.addAll(targets);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
