package io.soundlift.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.soundlift.language.PageLocaleResolver;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Configuration of the page's files: browsers keep them, and ask each time whether they
 * have changed. The validator is made of the content: files in a reproducible jar are all
 * of the same date, so a date would keep old files in use after an update. A page has
 * another one in each language. Comes before Spring Boot's own mapping of the same files.
 */
@Configuration(proxyBeanMethods = false)
@Order(-1)
class PageConfiguration implements WebMvcConfigurer {

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/**")
			.addResourceLocations("classpath:/static/")
			.setCacheControl(CacheControl.noCache())
			.setUseLastModified(false)
			.setEtagGenerator(PageConfiguration::etag)
			.resourceChain(false)
			.addTransformer(new TextsIntoPages());
	}

	/**
	 * Has the answer to "/", which is forwarded to a file, say the language of the page.
	 */
	@Bean
	LocaleResolver localeResolver() {
		return new PageLocaleResolver();
	}

	/**
	 * Weak, since the web server compresses only what need not be the same in each byte.
	 */
	private static String etag(Resource file) {
		try (InputStream content = file.getInputStream()) {
			return "W/\"" + DigestUtils.md5DigestAsHex(content) + "\"";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
