package io.soundlift.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.soundlift.gateway.TestGateway;
import io.soundlift.testsupport.TestBrowser;
import org.bson.Document;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page in a browser of its own, in front of a whole gateway, for all tests of a
 * class. Each begins anew, and fails if the page has violated its content security policy
 * or a script has failed.
 */
final class TestPage implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

	/** Bytes in a second, so that the server soon has a part of a large file. */
	private static final int QUICK = 1_500_000;

	/** Bytes in a second, so that the rest takes most of a minute. */
	private static final int SLOW = 200_000;

	private final TestRelay relay = new TestRelay();

	private final TestGateway gateway;

	private final TestBrowser browser;

	/**
	 * Starts both.
	 * @param properties further properties of the gateway as {@code --name=value}
	 */
	TestPage(String... properties) {
		// without a browser there is no need to start the rest
		this.browser = TestBrowser.start(Map.of("public.example", "127.0.0.1:" + this.relay.port()));
		this.gateway = new TestGateway(Stream
			.concat(Stream.of("--soundlift.gateway.grafana-url=https://grafana.example",
					// an upload that stands still does so until a test has seen what it
					// is for
					"--soundlift.gateway.upload.min-rate-window=1m"), Stream.of(properties))
			.toArray(String[]::new));
		this.relay.leadTo(this.gateway.port());
	}

	TestGateway gateway() {
		return this.gateway;
	}

	TestBrowser browser() {
		return this.browser;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		reset();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		assertThat(problems()).isEmpty();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.browser.close();
		this.relay.close();
		this.gateway.close();
	}

	/**
	 * Returns what the console tells, but for what is expected here.
	 * @return violations of the content security policy, failures of scripts, and the
	 * like
	 */
	private List<String> problems() {
		return this.browser.problems()
			.stream()
			// the console tells of each answer that is an error, also of an expected one
			.filter((line) -> !line.contains("Failed to load resource"))
			// a test may leave the page in the middle of an upload
			.filter((line) -> !line.contains("Blocked attempt to show a 'beforeunload' confirmation panel"))
			// the public name has no TLS here
			.filter((line) -> !line.contains("Cross-Origin-Opener-Policy header has been ignored"))
			.filter((line) -> !line.contains("loaded over an insecure connection"))
			.toList();
	}

	ChromeDriver driver() {
		return this.browser.driver();
	}

	String url(String path) {
		return TestGateway.PUBLIC_URL + path;
	}

	/**
	 * Begins anew: nobody is signed in, nothing is remembered, no page is open.
	 */
	void reset() {
		driver().get("about:blank");
		driver().executeCdpCommand("Network.clearBrowserCookies", Map.of());
		driver().executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", url(""), "storageTypes", "all"));
		this.relay.restore();
		limitUploads(-1);
		this.browser.resize(1280, 800);
		this.browser.prefer("light");
		this.browser.problems();
	}

	void open(String path) {
		driver().get(url(path));
	}

	/**
	 * Signs in by the address that the page's button leads to.
	 * @param user id of the account
	 */
	void signIn(String user) {
		setUser(user);
		open("/oauth2/authorization/soundlift");
		awaitVisible(By.id("workspace"));
		await().until(() -> !element(By.id("list-loading")).isDisplayed());
	}

	/**
	 * Changes who is signed in at the authorization server.
	 * @param user id of the account
	 */
	void setUser(String user) {
		this.gateway.authServer().grants().setAccount(user);
	}

	/**
	 * Ends the session behind the page's back.
	 */
	void loseSession() {
		driver().manage().deleteAllCookies();
	}

	/**
	 * Slows uploads down.
	 * @param bytesPerSecond greatest speed; -1 for any
	 */
	void limitUploads(int bytesPerSecond) {
		driver().executeCdpCommand("Network.enable", Map.of());
		driver().executeCdpCommand("Network.emulateNetworkConditions",
				Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", bytesPerSecond));
	}

	/**
	 * Chooses a large file, waits until the server has a part of it, and slows the rest
	 * down.
	 * @param owner who is signed in
	 */
	void beginSlowly(String owner, Path file) {
		limitUploads(QUICK);
		choose(file);
		await().until(() -> offset(owner) > 0);
		limitUploads(SLOW);
	}

	/**
	 * Returns the number of bytes that the server has of resumable uploads.
	 */
	long offset(String owner) {
		return uploadsAtServer(owner).stream()
			.mapToLong((upload) -> upload.get("file", Document.class).getLong("sizeBytes"))
			.sum();
	}

	/**
	 * Returns the resumable uploads of an account as the server has them.
	 */
	List<Document> uploadsAtServer(String owner) {
		return this.gateway.bean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("uploads")
			.find(new Document("owner", owner))
			.into(new ArrayList<>());
	}

	/**
	 * Closes the tab. The browser's own limit of uploads ends with it, so it could send
	 * the rest before it is gone, unless the relay is slow from now on.
	 */
	void closeTab() {
		this.relay.limit(SLOW);
		driver().close();
	}

	/**
	 * Closes the tab, and opens the page in a new one.
	 */
	void reopen() {
		String first = driver().getWindowHandle();
		driver().switchTo().newWindow(WindowType.TAB);
		String second = driver().getWindowHandle();
		driver().switchTo().window(first);
		closeTab();
		driver().switchTo().window(second);
		open("/");
		awaitVisible(By.id("workspace"));
		this.relay.limit(-1);
	}

	/**
	 * Returns what is between the browser and the gateway.
	 */
	TestRelay relay() {
		return this.relay;
	}

	void choose(Path... files) {
		element(By.id("files")).sendKeys(String.join("\n", List.of(files).stream().map(Path::toString).toList()));
	}

	/**
	 * Chooses the file of an unfinished upload.
	 */
	void chooseAgain(Path file) {
		element(By.cssSelector("#uploads input[type=file]")).sendKeys(file.toString());
	}

	/**
	 * Creates a file that is no video, for what happens before anybody looks into it.
	 */
	Path file(String name, int bytes) {
		return file(name, new byte[bytes]);
	}

	Path file(String name, byte[] content) {
		try {
			return Files.write(this.browser.downloads().resolveSibling(name), content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	WebElement element(By by) {
		return driver().findElement(by);
	}

	List<WebElement> elements(By by) {
		return driver().findElements(by);
	}

	void click(By by) {
		element(by).click();
	}

	void awaitVisible(By by) {
		// a page may be replaced by the next meanwhile
		await().ignoreException(StaleElementReferenceException.class)
			.untilAsserted(() -> assertThat(elements(by)).anyMatch(WebElement::isDisplayed));
	}

	/**
	 * Finds the row of a conversion.
	 * @param id its id
	 * @return the row, once it is there
	 */
	WebElement row(String id) {
		By by = By.id("conversion-" + id);
		await().until(() -> !elements(by).isEmpty());
		return element(by);
	}

	/**
	 * Opens the menu of a conversion, unless it is open.
	 * @param row row of the conversion
	 */
	void openMenu(WebElement row) {
		if (!row.findElement(By.className("menu")).isDisplayed()) {
			row.findElement(By.className("menu-toggle")).click();
		}
	}

	/**
	 * Chooses an item of a conversion's menu.
	 * @param row row of the conversion
	 * @param item class of the item
	 */
	void act(WebElement row, String item) {
		openMenu(row);
		row.findElement(By.className(item)).click();
	}

	/**
	 * Opens the menu of the account.
	 */
	void openAccountMenu() {
		click(By.cssSelector("#account-menu > summary"));
	}

	boolean hasRow(String id) {
		return !elements(By.id("conversion-" + id)).isEmpty();
	}

	/**
	 * Finds the rows of uploads.
	 * @return what they say, top first
	 */
	List<String> uploads() {
		return texts("#uploads > li");
	}

	/**
	 * Finds the row of an upload.
	 * @param index number of the row from the top
	 * @return what it says, empty as long as there is none
	 */
	String upload(int index) {
		List<String> rows = uploads();
		return (index < rows.size()) ? rows.get(index) : "";
	}

	/**
	 * Reads elements at one moment: rows come and go while a test looks.
	 * @param selector CSS selector
	 * @return what the elements say, top first
	 */
	List<String> texts(String selector) {
		Object texts = driver().executeScript(
				"return Array.from(document.querySelectorAll(arguments[0]), (element) => element.innerText)", selector);
		return ((List<?>) Objects.requireNonNull(texts)).stream().map(String::valueOf).toList();
	}

	void awaitText(WebElement element, String text) {
		await().untilAsserted(() -> assertThat(element.getText()).contains(text));
	}

	String announced() {
		return String.valueOf(element(By.id("status")).getDomProperty("textContent"));
	}

	/**
	 * Answers the dialog.
	 */
	void confirm() {
		awaitVisible(By.id("confirm-yes"));
		click(By.id("confirm-yes"));
	}

}
