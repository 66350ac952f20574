/**
 * An agent that watches a driver's code for accesses that it may not make: attached to a running
 * JVM, taken away again, and not there at all where nobody asks for it.
 */
@NullMarked
package io.zpci.testkit.agent;

import org.jspecify.annotations.NullMarked;
