/** Benchmarks. Each prints a ratio of two things measured in the same run. */
@NullMarked
package io.zpci.bench;

import org.jspecify.annotations.NullMarked;
