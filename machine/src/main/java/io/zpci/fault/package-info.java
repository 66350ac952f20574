/** Faults at any port of a passthrough: seeded and repeatable. */
@NullMarked
package io.zpci.fault;

import org.jspecify.annotations.NullMarked;
