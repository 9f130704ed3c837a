package io.soundlift.authserver;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import io.soundlift.testsupport.ArchitectureRules;

/**
 * Tests the module's structure.
 */
@AnalyzeClasses(packages = "io.soundlift.authserver", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchTests rules = ArchTests.in(ArchitectureRules.class);

}
