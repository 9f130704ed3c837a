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
 * Configuration of the page's files: browsers cache them and revalidate them each time.
 * The validator is computed from the content: files in a reproducible jar all have the
 * same date, so a date would keep old files in use after an update. It differs for each
 * language of a page. Precedes Spring Boot's own mapping of the same files.
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
	 * Sets the language of the response to "/", which is forwarded to a file.
	 */
	@Bean
	LocaleResolver localeResolver() {
		return new PageLocaleResolver();
	}

	/**
	 * Weak, since the web server does not compress responses with strong validators.
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
