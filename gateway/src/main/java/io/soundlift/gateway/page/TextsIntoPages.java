package io.soundlift.gateway.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.soundlift.gateway.text.Texts;
import io.soundlift.language.PageLanguages;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.resource.HttpResource;
import org.springframework.web.servlet.resource.ResourceTransformer;
import org.springframework.web.servlet.resource.ResourceTransformerChain;
import org.springframework.web.servlet.resource.TransformedResource;

/**
 * Writes the texts into the HTML files in the language of the request. All other files
 * stay as they are.
 */
final class TextsIntoPages implements ResourceTransformer {

	@Override
	public Resource transform(HttpServletRequest request, Resource resource, ResourceTransformerChain chain)
			throws IOException {
		Resource file = chain.transform(request, resource);
		String name = file.getFilename();
		if (name == null || !name.endsWith(".html")) {
			return file;
		}
		Texts texts = Texts.of(request);
		return new Page(file, texts.locale(), texts.fill(file.getContentAsString(StandardCharsets.UTF_8)));
	}

	/**
	 * A page in one language.
	 */
	private static final class Page extends TransformedResource implements HttpResource {

		private final Locale language;

		private Page(Resource file, Locale language, String html) {
			super(file, html.getBytes(StandardCharsets.UTF_8));
			this.language = language;
		}

		@Override
		public HttpHeaders getResponseHeaders() {
			HttpHeaders headers = new HttpHeaders();
			headers.setContentLanguage(this.language);
			headers.set(HttpHeaders.VARY, PageLanguages.VARY);
			return headers;
		}

	}

}
