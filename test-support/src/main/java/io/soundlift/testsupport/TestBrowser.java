package io.soundlift.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import org.springframework.util.FileSystemUtils;

/**
 * A headless Chromium with a profile of its own that is gone when it is closed. Its user
 * prefers reduced motion.
 */
public final class TestBrowser implements AutoCloseable {

	/** Environment variable that makes a missing browser a failure. */
	static final String REQUIRED = "SOUNDLIFT_TEST_BROWSER";

	private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

	private static final List<String> DRIVERS = List.of("chromedriver");

	private final Path folder;

	private final ChromeDriverService service;

	private final ChromeDriver driver;

	private TestBrowser(Path browser, Path driver, Map<String, String> hosts) {
		this.folder = newFolder();
		this.service = new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile())
			.usingAnyFreePort()
			.build();
		try {
			Files.createDirectory(downloads());
			this.driver = new ChromeDriver(this.service, options(browser, hosts));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			cleanUp();
			throw ex;
		}
	}

	/**
	 * Starts a browser. Without one on this machine the running test is skipped, or fails
	 * when {@code SOUNDLIFT_TEST_BROWSER=true}.
	 * @return the browser, with an empty page in a window of 1280 x 900 pixels
	 */
	public static TestBrowser start() {
		return start(Map.of());
	}

	/**
	 * Starts a browser that finds some hosts where a test has them, see {@link #start()}.
	 * @param hosts address and port by name of the host, whatever port a URL has
	 * @return the browser
	 */
	public static TestBrowser start(Map<String, String> hosts) {
		Optional<Path> browser = onPath(BROWSERS);
		Optional<Path> driver = onPath(DRIVERS);
		if (!Boolean.parseBoolean(System.getenv(REQUIRED))) {
			Assumptions.assumeTrue(browser.isPresent() && driver.isPresent(),
					"No chromium and chromedriver on the PATH, so there is no browser to test with");
		}
		return new TestBrowser(browser.orElseThrow(() -> missing("chromium")),
				driver.orElseThrow(() -> missing("chromedriver")), hosts);
	}

	/**
	 * Returns what remote-controls the browser.
	 * @return the driver
	 */
	public ChromeDriver driver() {
		return this.driver;
	}

	/**
	 * Returns the folder that downloads land in.
	 * @return the folder
	 */
	public Path downloads() {
		return this.folder.resolve("downloads");
	}

	/**
	 * Returns errors that pages have caused since the last call: exceptions, violated
	 * policies, and requests that failed.
	 * @return lines of the console of the level error
	 */
	public List<String> problems() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	/**
	 * Lays pages out as on a screen of this size, also one that is narrower than any
	 * window can be.
	 * @param width width in CSS pixels
	 * @param height height in CSS pixels
	 */
	public void resize(int width, int height) {
		this.driver.manage().window().setSize(new Dimension(Math.max(width, 600), Math.max(height, 600)));
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
		this.driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", width < 600));
	}

	/**
	 * Sets the user's preferences that pages see.
	 * @param colorScheme {@code light} or {@code dark}
	 */
	public void prefer(String colorScheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
	}

	@Override
	public void close() {
		try {
			this.driver.quit();
		}
		finally {
			cleanUp();
		}
	}

	private void cleanUp() {
		this.service.stop();
		// the last process of the browser may still write
		Awaitility.await()
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> FileSystemUtils.deleteRecursively(this.folder) || Files.notExists(this.folder));
	}

	private ChromeOptions options(Path browser, Map<String, String> hosts) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(browser.toFile());
		options.addArguments("--headless=new", "--window-size=1280,900", "--lang=en-GB", "--no-first-run",
				"--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
				"--user-data-dir=" + this.folder.resolve("profile"));
		// without a graphics card, an image of an animation takes 15 ms of processor time
		options.addArguments("--force-prefers-reduced-motion");
		options.addArguments("--host-resolver-rules=" + hosts.entrySet()
			.stream()
			.map((host) -> "MAP " + host.getKey() + " " + host.getValue())
			.collect(Collectors.joining(",")));
		if ("root".equals(System.getProperty("user.name"))) {
			// Chromium refuses to sandbox what root runs
			options.addArguments("--no-sandbox");
		}
		options.setExperimentalOption("prefs",
				Map.of("download.default_directory", downloads().toString(), "download.prompt_for_download", false,
						"profile.default_content_setting_values.automatic_downloads", 1, "intl.accept_languages",
						"en-GB"));
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
		return options;
	}

	private static Path newFolder() {
		try {
			return Files.createTempDirectory("soundlift-browser");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Optional<Path> onPath(List<String> names) {
		String path = System.getenv().getOrDefault("PATH", "");
		return names.stream()
			.flatMap((name) -> Pattern.compile(Pattern.quote(File.pathSeparator))
				.splitAsStream(path)
				.map((folder) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	private static IllegalStateException missing(String program) {
		return new IllegalStateException(REQUIRED + "=true, but " + program + " is not on the PATH");
	}

}
