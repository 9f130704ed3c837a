package io.soundlift.configserver;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import io.soundlift.testsupport.ArchitectureRules;

/**
 * Architecture of the config server.
 */
@AnalyzeClasses(packages = "io.soundlift.configserver", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTests {

	@ArchTest
	static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);

	private ArchitectureTests() {
	}

}
