package io.soundlift.system;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.soundlift.testsupport.ArchitectureRules;

/**
 * Checks the structure of the tests.
 */
@AnalyzeClasses(packages = "io.soundlift.system")
class ArchitectureTests {

	@ArchTest
	void leavesTheCommonPoolAlone(JavaClasses classes) {
		ArchitectureRules.commonPoolIsNotUsed(classes);
	}

}
