/** Drivers for a watch: what stands here is the driver, what stands elsewhere is not. */
@NullMarked
package io.zpci.testkit.watched;

import org.jspecify.annotations.NullMarked;
