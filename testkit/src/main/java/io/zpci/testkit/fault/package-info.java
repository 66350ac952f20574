/** Faults at any port of a passthrough: seeded and repeatable. */
@NullMarked
package io.zpci.testkit.fault;

import org.jspecify.annotations.NullMarked;
