package io.soundlift.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.system.ComposeFile.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docker-compose.yml} gives each service what it needs and no more.
 * That it works is for {@code docker/check} to show, which needs an engine.
 */
class ComposeFileTests {

	private static final ComposeFile COMPOSE = new ComposeFile();

	private static final Path ROOT = ServiceProcess.root();

	/** They end when they have done their work. */
	private static final Set<String> ONE_SHOT = Set.of("secrets", "mongodb-users");

	/** Their images hold nothing that could ask them how they are. */
	private static final Set<String> UNASKED = Set.of("collector", "tempo", "loki");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(SOUNDLIFT_\\w+)(:?)");

	private static final Pattern LIMIT = Pattern
		.compile("\\$\\{(SOUNDLIFT_(?:ACCOUNT|STORE|RETENTION|GATEWAY_MAX)\\w+):(\\w+)}");

	static Stream<Service> services() {
		return COMPOSE.services().values().stream();
	}

	static Stream<String> clients() {
		return ComposeFile.OWN.stream().filter((name) -> !name.equals("config-server"));
	}

	@ParameterizedTest
	@MethodSource("services")
	void takesEveryRightThatAServiceCanDoWithout(Service service) {
		assertThat(service.text("read_only")).isEqualTo("true");
		assertThat(service.list("cap_drop")).containsExactly("ALL");
		assertThat(service.list("security_opt")).contains("no-new-privileges:true");
		if (service.name().equals("secrets")) {
			assertThat(service.list("cap_add")).containsExactly("CHOWN");
			assertThat(service.text("network_mode")).isEqualTo("none");
		}
		else {
			assertThat(service.list("cap_add")).isEmpty();
			assertThat(service.text("user")).matches("[1-9]\\d*:\\d+");
			assertThat(service.text("network_mode")).isIn("", "service:mongodb");
		}
		assertThat(service.settings()).doesNotContainKeys("privileged", "pid", "ipc", "devices", "container_name");
		assertThat(service.list("volumes")).noneMatch((volume) -> volume.startsWith("/") && volume.contains(":"));
		if (!service.name().equals("converter")) {
			assertThat(service.list("security_opt")).containsExactly("no-new-privileges:true");
		}
	}

	@ParameterizedTest
	@MethodSource("services")
	void boundsWhatAServiceTakes(Service service) {
		assertThat(service.text("mem_limit")).matches("(\\$\\{\\w+:-)?\\d+[mg]}?");
		assertThat(service.text("cpus")).isNotBlank();
		assertThat(service.text("pids_limit")).matches("\\d+");
		assertThat(service.map("logging").toString()).contains("max-size", "max-file");
		assertThat(service.text("restart")).isEqualTo(ONE_SHOT.contains(service.name())
				? service.name().equals("secrets") ? "no" : "on-failure" : "unless-stopped");
	}

	@ParameterizedTest
	@MethodSource("services")
	void asksEachServiceHowItIs(Service service) throws IOException {
		if (ComposeFile.OWN.contains(service.name())) {
			assertThat(Files.readString(ROOT.resolve("Dockerfile"))).contains("HEALTHCHECK");
		}
		else if (!ONE_SHOT.contains(service.name()) && !UNASKED.contains(service.name())) {
			assertThat(service.map("healthcheck")).containsKeys("test", "interval", "timeout", "retries");
		}
	}

	@ParameterizedTest
	@MethodSource("services")
	void pinsEveryImage(Service service) {
		if (service.settings().containsKey("build")) {
			assertThat(service.text("image")).isEqualTo("soundlift/" + service.name());
			assertThat(service.map("build").toString()).contains("maven:3.9.", "debian:trixie-")
				.doesNotContain("latest");
		}
		else {
			assertThat(service.text("image")).matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+");
		}
	}

	@ParameterizedTest
	@MethodSource("services")
	void keepsSecretsOutOfTheEnvironment(Service service) {
		assertThat(service.environment()).allSatisfy((name, value) -> {
			if (Pattern.compile("PASSWORD|SECRET|_KEY|TOKEN|MONGODB_URI|RABBIT_URI").matcher(name).find()) {
				assertThat(value).as(name).startsWith("/run/secrets");
			}
			assertThat(value).as(name).doesNotContainPattern("://[^/]*:[^/]*@");
		});
		Set<String> foreign = service.list("volumes")
			.stream()
			.filter((volume) -> volume.startsWith("secrets-") && volume.endsWith(":ro"))
			.map((volume) -> volume.substring("secrets-".length(), volume.indexOf(':')))
			.collect(Collectors.toSet());
		foreign.remove(service.name());
		if (service.name().equals("mongodb-users")) {
			foreign.remove("mongodb");
		}
		assertThat(foreign).as("secrets of others").isEmpty();
	}

	@Test
	void publishesTheGatewayAndTwoPagesOfThisMachineAndNothingElse() {
		Map<String, List<String>> ports = services().filter((service) -> service.settings().containsKey("ports"))
			.collect(Collectors.toMap(Service::name, (service) -> service.list("ports")));
		assertThat(ports).containsOnly(
				Map.entry("gateway", List.of("${SOUNDLIFT_ADDRESS:-127.0.0.1}:${SOUNDLIFT_PORT:-8080}:8080")),
				Map.entry("mail", List.of("127.0.0.1:${SOUNDLIFT_MAIL_PORT:-8025}:8025")),
				Map.entry("grafana", List.of("127.0.0.1:${SOUNDLIFT_GRAFANA_PORT:-3000}:3000")));
	}

	@Test
	void leavesAWayOutOnlyToWhatNeedsOne() {
		assertThat(COMPOSE.networks()).allSatisfy((name, settings) -> {
			if (!name.equals("edge")) {
				assertThat(settings).as(name).isEqualTo(Map.of("internal", true));
			}
		});
		assertThat(members("edge")).containsExactlyInAnyOrder("gateway", "notifier", "mail", "grafana");
	}

	@Test
	void putsConvertersOnANetworkWithWhatTheyNeed() {
		assertThat(COMPOSE.service("converter").networks()).containsOnlyKeys("converting");
		assertThat(members("converting")).containsExactlyInAnyOrder("converter", "mongodb", "rabbitmq", "config-server",
				"collector", "prometheus");
	}

	@Test
	void letsNobodyReachPrometheusFromWhereItAsks() throws IOException {
		Service prometheus = COMPOSE.service("prometheus");
		List<String> addresses = prometheus.list("command")
			.stream()
			.filter((option) -> option.startsWith("--web.listen-address"))
			.toList();
		assertThat(addresses).containsExactly("--web.listen-address=prometheus-observability:9090");
		prometheus.networks().forEach((network, settings) -> {
			if (network.equals("observability")) {
				assertThat(settings).isEqualTo(Map.of("aliases", List.of("prometheus-observability")));
			}
			else {
				assertThat(String.valueOf(settings)).as(network).doesNotContain("prometheus-observability");
			}
		});
		for (String user : List.of("tempo/tempo.yaml", "prometheus/prometheus.yml",
				"grafana/provisioning/datasources/soundlift.yaml")) {
			assertThat(Files.readString(ROOT.resolve("observability").resolve(user))).as(user)
				.contains("prometheus-observability:9090")
				.doesNotContain("http://prometheus:9090", "localhost:9090");
		}
		assertThat(members("observability")).doesNotContain("gateway", "auth-server", "converter", "notifier",
				"config-server", "mongodb", "rabbitmq");
	}

	@Test
	void asksForPasswordBeforeItShowsMails() {
		Service mail = COMPOSE.service("mail");
		assertThat(mail.environment()).containsEntry("MP_UI_AUTH_FILE", "/run/secrets/users");
		assertThat(mail.list("volumes")).contains("secrets-mail:/run/secrets:ro");
		assertThat(mail.networks()).containsOnlyKeys("mailing", "edge");
		assertThat(members("mailing")).containsExactlyInAnyOrder("auth-server", "notifier", "alertmanager", "mail");
		assertThat(handedOut().get("mail")).containsExactly("users");
	}

	private static Set<String> members(String network) {
		return services().filter((service) -> service.networks().containsKey(network))
			.map(Service::name)
			.collect(Collectors.toSet());
	}

	@Test
	void filtersTheSystemCallsOfConverters() throws IOException {
		assertThat(COMPOSE.service("converter").list("security_opt"))
			.contains("seccomp=./docker/seccomp-converter.json");
		JsonNode profile = new JsonMapper().readTree(Files.readString(ROOT.resolve("docker/seccomp-converter.json")));
		assertThat(profile.get("defaultAction").asString()).isEqualTo("SCMP_ACT_ERRNO");
		Set<String> allowed = new HashSet<>();
		profile.get("syscalls").forEach((rule) -> rule.get("names").forEach((name) -> allowed.add(name.asString())));
		assertThat(allowed).contains("clone", "clone3", "unshare", "mount", "umount2", "pivot_root")
			.doesNotContain("bpf", "setns", "ptrace", "process_vm_readv", "keyctl", "add_key", "request_key",
					"perf_event_open", "userfaultfd", "io_uring_setup", "open_by_handle_at", "init_module",
					"finit_module", "kexec_load", "chroot", "fsopen", "move_mount", "open_tree", "mknod", "reboot");
	}

	@Test
	void mountsOnlyWhatExists() {
		Set<String> used = new TreeSet<>();
		services().forEach((service) -> service.list("volumes").forEach((volume) -> {
			String source = volume.split(":", 2)[0];
			if (source.startsWith("./")) {
				assertThat(ROOT.resolve(source)).exists();
				assertThat(volume).endsWith(":ro");
			}
			else if (volume.contains(":")) {
				used.add(source);
			}
		}));
		assertThat(used).isEqualTo(new TreeSet<>(COMPOSE.volumes()));
	}

	@ParameterizedTest
	@MethodSource("clients")
	void givesEachServiceTheVariablesOfItsConfiguration(String service) throws IOException {
		Set<String> required = new TreeSet<>();
		Set<String> known = new TreeSet<>();
		for (String file : List.of("application.yml", service + ".yml")) {
			Matcher matcher = PLACEHOLDER.matcher(Files.readString(ROOT.resolve("config-repo").resolve(file)));
			while (matcher.find()) {
				known.add(matcher.group(1));
				if (matcher.group(2).isEmpty()) {
					required.add(matcher.group(1));
				}
			}
		}
		String readme = Files.readString(ROOT.resolve("service-support/README.md"));
		Set<String> given = COMPOSE.service(service).environment().keySet();
		Set<String> files = handedOut().getOrDefault(service, Set.of());
		assertThat(Stream.concat(given.stream(), files.stream())).containsAll(required);
		assertThat(Stream.concat(given.stream(), files.stream())).allSatisfy(
				(name) -> assertThat(known.contains(name) || readme.contains("`" + name + "`")).as(name).isTrue());
		assertThat(files).as("both in the environment and in a file").doesNotContainAnyElementsOf(given);
	}

	@Test
	void letsOperatorsSetAllLimitsAndHowLongThingsStay() throws IOException {
		Map<String, String> environment = COMPOSE.service("gateway").environment();
		Matcher limit = LIMIT.matcher(Files.readString(ROOT.resolve("config-repo/gateway.yml")));
		Set<String> limits = new TreeSet<>();
		while (limit.find()) {
			limits.add(limit.group(1));
			assertThat(environment).containsEntry(limit.group(1),
					"${%s:-%s}".formatted(limit.group(1), limit.group(2)));
		}
		assertThat(limits).contains("SOUNDLIFT_ACCOUNT_BYTES_PER_DAY", "SOUNDLIFT_ACCOUNT_STORED_BYTES",
				"SOUNDLIFT_STORE_MIN_FREE", "SOUNDLIFT_RETENTION_MP3S", "SOUNDLIFT_GATEWAY_MAXCONCURRENTUPLOADS");
	}

	private static Map<String, Set<String>> handedOut() {
		try (SecretsVolume volume = new SecretsVolume()) {
			volume.run();
			return volume.names();
		}
	}

}
