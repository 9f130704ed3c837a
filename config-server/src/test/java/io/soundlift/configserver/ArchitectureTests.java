package io.soundlift.configserver;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import io.soundlift.testsupport.ArchitectureRules;

/**
 * Checks the module's structure.
 */
@AnalyzeClasses(packages = "io.soundlift.configserver", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchTests shared = ArchTests.in(ArchitectureRules.class);

}
