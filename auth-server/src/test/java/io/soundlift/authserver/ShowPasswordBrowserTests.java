package io.soundlift.authserver;

import io.soundlift.testsupport.TestBrowser;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the button that shows a password, in a real browser.
 */
class ShowPasswordBrowserTests {

	@Test
	void showsThePasswordUntilTheFormIsSent() {
		try (TestBrowser browser = TestBrowser.start()) {
			browser.driver().get(TestAuthServer.shared().publicUrl() + "/auth/sign-in");
			WebElement field = browser.driver().findElement(By.id("password"));
			field.sendKeys("not the password");
			WebElement button = browser.driver().findElement(By.className("reveal"));
			assertThat(button.getAccessibleName()).isEqualTo("Show: Password");
			button.click();
			assertThat(field.getDomProperty("type")).isEqualTo("text");
			assertThat(button.getAccessibleName()).isEqualTo("Hide: Password");
			assertThat(field.getDomProperty("value")).isEqualTo("not the password");
			browser.driver()
				.executeScript(
						"document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())");
			browser.driver().findElement(By.id("email")).sendKeys("somebody@example.com");
			browser.driver().findElement(By.cssSelector("button[type=submit]")).click();
			assertThat(field.getDomProperty("type")).as("what a browser does not store as text").isEqualTo("password");
			assertThat(browser.problems()).noneMatch((line) -> line.contains("Content Security Policy"));
		}
	}

}
