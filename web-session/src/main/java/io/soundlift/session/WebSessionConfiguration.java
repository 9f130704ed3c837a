package io.soundlift.session;

import java.time.Clock;
import java.util.EnumSet;

import io.soundlift.encryption.Encryption;
import io.soundlift.start.MongoStart;
import jakarta.servlet.DispatcherType;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * Configuration of sessions in MongoDB for a web application. The application imports it
 * and has beans {@link WebSessionSettings}, {@link Encryption}, {@link MongoOperations}
 * and {@link Clock}.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
public class WebSessionConfiguration {

	@Bean
	MongoSessionRepository sessionRepository(MongoOperations mongo, Encryption encryption, WebSessionSettings settings,
			Clock clock) {
		MongoSessionRepository sessions = new MongoSessionRepository(mongo, encryption, settings, clock);
		MongoStart.run(sessions::createIndexes);
		return sessions;
	}

	@Bean
	FilterRegistrationBean<SessionRepositoryFilter<MongoSession>> sessionRepositoryFilter(
			MongoSessionRepository sessions, Encryption encryption, WebSessionSettings settings, Clock clock) {
		CookieHttpSessionIdResolver cookies = new CookieHttpSessionIdResolver();
		cookies.setCookieSerializer(cookieSerializer(settings));
		SessionRepositoryFilter<MongoSession> filter = new SessionRepositoryFilter<>(
				new BrowserSessions(sessions, new SealedSessions(encryption, settings, clock)));
		filter.setHttpSessionIdResolver(new CookieSessionIds(cookies));
		FilterRegistrationBean<SessionRepositoryFilter<MongoSession>> registration = new FilterRegistrationBean<>(
				filter);
		registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
		registration.setOrder(SessionRepositoryFilter.DEFAULT_ORDER);
		return registration;
	}

	private static DefaultCookieSerializer cookieSerializer(WebSessionSettings settings) {
		DefaultCookieSerializer serializer = new DefaultCookieSerializer();
		serializer.setCookieName(settings.cookieName());
		serializer.setCookiePath(settings.cookiePath());
		serializer.setUseSecureCookie(settings.secure());
		serializer.setUseHttpOnlyCookie(true);
		serializer.setSameSite("Lax");
		serializer.setUseBase64Encoding(false);
		if (settings.persistent()) {
			serializer.setCookieMaxAge(Math.toIntExact(settings.absoluteTimeout().toSeconds()));
		}
		return serializer;
	}

}
