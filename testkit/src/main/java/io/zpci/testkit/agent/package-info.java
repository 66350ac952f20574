/** An agent that watches a driver's code for accesses that it may not make. */
@NullMarked
package io.zpci.testkit.agent;

import org.jspecify.annotations.NullMarked;
